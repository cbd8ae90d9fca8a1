import { startEvaluation } from '../limits/interruption.ts'
import type { Document } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { toNumber } from '../values/numbers.ts'
import { isNumeric } from '../values/types.ts'

/** What an expression can read. A value of `undefined` means "missing". */
export interface Scope {
  root: unknown
  /** What `$field` refers to: the root, except for `$redact` in subdocuments. */
  current: unknown
  now: Date | undefined
  variables: Variables | undefined
}

interface Variables {
  name: string
  value: unknown
  outer: Variables | undefined
}

export type Expression = (scope: Scope) => unknown

export interface ExpressionOptions {
  collation?: Collation | undefined
}

export interface ExpressionCompiler {
  collation: Collation | undefined
  compile(expression: unknown): Expression
}

/** An operator whose operands are all evaluated first. */
export interface PlainFunction {
  min: number
  max: number
  apply(operands: unknown[], context: { collation: Collation | undefined; now: Date | undefined }): unknown
  /** The operand is one document of named arguments, some of them required and some optional. */
  named?: { required: string[]; optional: string[] }
}

export interface PlainFunctions {
  readonly [name: string]: PlainFunction
}

/** An operator that decides which operands are evaluated, and when. */
export type Form = (operand: unknown, compiler: ExpressionCompiler, name: string) => Expression

/** The values by which `$redact` decides. */
export const REDACTIONS = {
  KEEP: Symbol('$$KEEP'),
  PRUNE: Symbol('$$PRUNE'),
  DESCEND: Symbol('$$DESCEND'),
} as const

export function newScope(doc: unknown, variables?: Document, now?: Date): Scope {
  startEvaluation()
  let chain: Variables | undefined
  for (const name in variables) chain = { name, value: variables[name], outer: chain }
  return { root: doc, current: doc, now, variables: chain }
}

export function withVariable(scope: Scope, name: string, value: unknown): Scope {
  const { root, current, now } = scope
  return { root, current, now, variables: { name, value, outer: scope.variables } }
}

/** False, null, missing and zeros of any type are false; everything else is true. */
export function isTruthy(value: unknown): boolean {
  if (value === true) return true
  if (value === false || value === null || value === undefined) return false
  return !isNumeric(value) || toNumber(value) !== 0
}
