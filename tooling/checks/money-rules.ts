import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Expression, type PrivateIdentifier, parseSync, Visitor } from 'oxc-parser'

/** The one file that knows how to get from minor units to text and back. */
const MONEY = 'packages/client/money.ts'

const SOURCES = '{functions,domains,shared,web,packages/client}/**/*.{ts,tsx}'

const INSTEAD = `Use formatMoney, formatAmount and parseMoney of ${MONEY}: they take the decimal places from GET /config.`

/** Every place of the product that counts decimal places of money by itself, a sentence each. */
export function moneyFaults(root: string): string[] {
  return globSync(SOURCES, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**', '**/*.test.*'] })
    .sort()
    .filter(file => file !== MONEY)
    .flatMap(file => faultsIn(file, readFileSync(join(root, file), 'utf8')))
}

/**
 * Finds an amount or price that is divided, multiplied or rounded to a text, and `Intl` that is asked for money or for
 * the decimal places of a currency.
 */
export function faultsIn(file: string, code: string): string[] {
  const faults: string[] = []
  function report(start: number, what: string) {
    faults.push(`${file}:${code.slice(0, start).split('\n').length} ${what}. ${INSTEAD}`)
  }
  const { program, errors } = parseSync(file, code)
  if (errors[0]) throw new Error(`${file} cannot be read: ${errors[0].message}`)
  new Visitor({
    BinaryExpression({ operator, left, right, start }) {
      if (!/^(\/|\*|%|\*\*)$/.test(operator)) return
      if (isMoney(left) || isMoney(right)) report(start, `converts an amount of money with ${operator}`)
    },
    AssignmentExpression({ operator, left, right, start }) {
      if (!/^(\/|\*|%|\*\*)=$/.test(operator)) return
      if (MONEY_NAME.test(nameOf(left)) || isMoney(right)) {
        report(start, `converts an amount of money with ${operator}`)
      }
    },
    CallExpression({ callee, start }) {
      if (callee.type !== 'MemberExpression' || !/^to(Fixed|LocaleString)$/.test(nameOf(callee))) return
      if (isMoney(callee.object)) report(start, `writes an amount of money with ${nameOf(callee)}`)
    },
    MemberExpression(node) {
      if (/^(min|max)imumFractionDigits$/.test(nameOf(node))) {
        report(node.start, 'reads the decimal places that Intl chose')
      }
    },
    Property({ key, value, start }) {
      if (key.type !== 'Identifier' && key.type !== 'Literal') return
      const name = key.type === 'Identifier' ? key.name : key.value
      if (name === 'style' && value.type === 'Literal' && value.value === 'currency') {
        report(start, 'formats money with Intl')
      }
    },
  }).visit(program)
  return faults
}

const MONEY_NAME = /(amount|price|cents|money|minorunits|balance|fee)$/i

/** Whether a name of money is in an expression, also in brackets, in a sum or as an argument: `(gross - fee) / 100`. */
function isMoney(node: Expression | PrivateIdentifier): boolean {
  switch (node.type) {
    case 'Identifier':
    case 'MemberExpression':
      return MONEY_NAME.test(nameOf(node))
    case 'ParenthesizedExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
      return isMoney(node.expression)
    case 'BinaryExpression':
      return isMoney(node.left) || isMoney(node.right)
    case 'CallExpression':
      return node.arguments.some(argument => argument.type !== 'SpreadElement' && isMoney(argument))
    default:
      return false
  }
}

/** `amount` for `amount` and for `price.amount`. */
function nameOf(node: { type: string; name?: unknown; property?: unknown }): string {
  const named = node.type === 'MemberExpression' ? node.property : node
  return typeof named === 'object' && named !== null && 'name' in named ? String(named.name) : ''
}
