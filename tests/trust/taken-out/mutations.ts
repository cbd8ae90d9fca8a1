import type { Place } from './markers.ts'
import { child, children, nodesIn, parse, type SyntaxNode, variablesIn } from './syntax.ts'

/** A piece of the source, and the code that replaces it without the protection. */
export interface Change {
  start: number
  end: number
  text: string
}

/** One way to take a protection out. It names nothing that a rename of variables or functions would change. */
export interface Mutation {
  /** For the report: `drop issuer`. */
  name: string
  /** @throws Error if the marked code has no place for it */
  change(place: Place): Change[]
}

/** Takes out a statement, a link of a chain, a property, an element or an argument. */
export const remove: Mutation = {
  name: 'remove',
  change({ node, code, isLink, file }) {
    if (isLink) return [cut(receiverOf(node).end, node.end)]
    if (node.type === 'VariableDeclaration') throw new Error(`${file}: what is declared is still used`)
    if (/Statement$/.test(node.type)) return [{ ...span(node), text: ';' }]
    return [cutItem(node, code)]
  },
}

/** Decides an `if`, or the only `? :` in the marked code, once and for all. */
export function condition(outcome: boolean): Mutation {
  return {
    name: `condition is always ${outcome}`,
    change(place) {
      const branching =
        place.node.type === 'IfStatement'
          ? place.node
          : only(place, 'condition', node => node.type === 'ConditionalExpression')
      return [replace(field(branching, 'test'), String(outcome))]
    },
  }
}

/**
 * Replaces a value with other code: that of a constant, a property, a `return`, a function or an expression.
 * @param text with `$` for the code that was there and `$1` for the first argument of the call that it is
 */
export function becomes(text: string): Mutation {
  return {
    name: `becomes ${text}`,
    change(place) {
      const target = targetOf(place.node)
      if (target.type === 'BlockStatement') return [replace(target, `{ return ${filled(text, place)} }`)]
      return [replace(target, `(${filled(text, place, target)})`)]
    },
  }
}

/** Takes properties out of the objects in the marked code, each there exactly once; `...` is a spread. */
export function drop(...names: string[]): Mutation {
  return {
    name: `drop ${names.join(', ')}`,
    change: place => names.map(name => cutItem(propertyIn(place, name), place.code)),
  }
}

/** Gives a property in the marked code, there exactly once, another value. */
export function set(name: string, text: string): Mutation {
  return {
    name: `${name} becomes ${text}`,
    change(place) {
      const property = propertyIn(place, name)
      const key = textOf(field(property, 'key'), place.code)
      return [replace(property, `${key}: (${filled(text, place, field(property, 'value'))})`)]
    },
  }
}

/** Makes the only function in the marked code return this. */
export function callback(text: string): Mutation {
  return {
    name: `its function returns ${text}`,
    change(place) {
      const inner = only(place, 'function', node => isFunction(node) && node !== place.node)
      return [replace(field(inner, 'body'), `{ return ${text} }`)]
    },
  }
}

/** Calls a method of something else: of the marked call, or of the one whose result is marked. */
export function receiver(text: string): Mutation {
  return {
    name: `of ${text}`,
    change(place) {
      const target = receiverOf(callIn(place))
      return [replace(target, `(${filled(text, place, target)})`)]
    },
  }
}

/** Gives the marked call these arguments. */
export function argument(text: string): Mutation {
  return {
    name: `called with ${text}`,
    change(place) {
      const call = callIn(place)
      return [{ start: field(call, 'callee').end, end: call.end, text: `(${text})` }]
    },
  }
}

/** Calls another function or method instead of this one, which the marked code calls exactly once. */
export function calls(name: string, other: string): Mutation {
  return {
    name: `${name} becomes ${other}`,
    change(place) {
      const isNamed = (node: SyntaxNode) => node.type === 'Identifier' && node['name'] === name
      return [replace(only(place, name, isNamed), other)]
    },
  }
}

/** Uses the whole object instead of the one field that the marked code uses. */
export function whole(name: string): Mutation {
  return {
    name: `all beside ${name}`,
    change(place) {
      const uses = nodesIn(place.own).filter(
        node => node.type === 'MemberExpression' && field(node, 'property')['name'] === name,
      )
      if (uses.length === 0) throw new Error(`${place.file}: ${name} is not used here`)
      return uses.map(use => cut(field(use, 'object').end, use.end))
    },
  }
}

/** Does something else first. Its text may name variables of the source, so use it only if there is no other way. */
export function before(text: string): Mutation {
  return {
    name: `before it, ${text}`,
    change: ({ node }) => [{ start: node.start, end: node.start, text: `${text};` }],
  }
}

/** @returns the source with the changes made. @throws Error if it cannot be parsed then, or names what it does not have */
export function changed(file: string, code: string, changes: readonly Change[]): string {
  let result = code
  for (const { start, end, text } of changes.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + text + result.slice(end)
  }
  if (file.endsWith('.yml')) return result
  const known = variablesIn(parse(file, code).program)
  const unknown = [...variablesIn(parse(file, result).program)].filter(
    name => !known.has(name) && !(name in globalThis),
  )
  if (unknown.length > 0) throw new Error(`${file} does not have ${unknown.join(', ')}`)
  return result
}

function targetOf(node: SyntaxNode): SyntaxNode {
  switch (node.type) {
    case 'ExportNamedDeclaration':
      return targetOf(field(node, 'declaration'))
    case 'VariableDeclaration': {
      const [declared, ...others] = children(node, 'declarations')
      if (!declared || others.length > 0) throw new Error('Several variables are declared at once')
      // The comment is no longer above its code: everything would break, and not one protection.
      if (field(declared, 'id').type !== 'Identifier')
        throw new Error('A value that is taken apart has no substitute')
      return field(declared, 'init')
    }
    case 'FunctionDeclaration':
      return field(node, 'body')
    case 'ReturnStatement':
      return field(node, 'argument')
    case 'ExpressionStatement':
      return field(node, 'expression')
    case 'Property':
      return field(node, 'value')
    default:
      if (/Statement$|Declaration$/.test(node.type)) throw new Error(`A ${node.type} has no value`)
      return node
  }
}

function callIn({ node, isLink, file }: Place): SyntaxNode {
  let target = isLink ? node : targetOf(node)
  while (target.type === 'AwaitExpression') target = field(target, 'argument')
  if (target.type !== 'CallExpression') throw new Error(`${file}: a ${target.type} is not a call`)
  return target
}

function receiverOf(call: SyntaxNode): SyntaxNode {
  return field(field(call, 'callee'), 'object')
}

function propertyIn(place: Place, name: string): SyntaxNode {
  if (name === '...') return only(place, 'spread', node => node.type === 'SpreadElement')
  return only(place, name, node => {
    if (node.type !== 'Property') return false
    const key = field(node, 'key')
    return key['name'] === name || key['value'] === name
  })
}

/** @throws Error if there is none or there are several; what is in a function of the marked code counts, too */
function only(place: Place, what: string, isWanted: (node: SyntaxNode) => boolean): SyntaxNode {
  const [found, ...others] = nodesIn(place.own).filter(isWanted)
  if (!found || others.length > 0) {
    const times = found ? `${others.length + 1} times` : 'not at all'
    throw new Error(`${place.file}: ${what} is ${times} in “${textOf(place.node, place.code).slice(0, 60)}”`)
  }
  return found
}

function isFunction({ type }: SyntaxNode): boolean {
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression'
}

function field(node: SyntaxNode, name: string): SyntaxNode {
  const found = child(node, name)
  if (!found) throw new Error(`A ${node.type} has no ${name}`)
  return found
}

function filled(text: string, { code }: Place, target?: SyntaxNode): string {
  const [first] = target?.type === 'CallExpression' ? children(target, 'arguments') : []
  return text.replaceAll(/\$1?/g, sign => {
    const source = sign === '$' ? target : first
    if (!source) throw new Error(`There is nothing for ${sign} in ${text}`)
    return `(${textOf(source, code)})`
  })
}

function textOf({ start, end }: SyntaxNode, code: string): string {
  return code.slice(start, end)
}

function span({ start, end }: SyntaxNode): { start: number; end: number } {
  return { start, end }
}

function replace(node: SyntaxNode, text: string): Change {
  return { ...span(node), text }
}

function cut(start: number, end: number): Change {
  return { start, end, text: '' }
}

// With the comma that follows, or else the one before.
function cutItem({ start, end }: SyntaxNode, code: string): Change {
  const following = /^\s*,/.exec(code.slice(end))
  if (following) return cut(start, end + following[0].length)
  const preceding = /,\s*$/.exec(code.slice(0, start))
  return cut(start - (preceding?.[0].length ?? 0), end)
}
