import { type Document, getField, isDocument, setField } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { isReservedName, valueAt } from '../values/paths.ts'
import { ACCUMULATOR_FUNCTIONS } from './accumulators.ts'
import { ARITHMETIC_FUNCTIONS } from './arithmetic.ts'
import { ARRAY_FUNCTIONS } from './arrays.ts'
import { CONVERSION_FUNCTIONS } from './conversion.ts'
import { DATE_FUNCTIONS } from './dates.ts'
import { checkVariableName, FORMS } from './forms.ts'
import { OBJECT_FUNCTIONS } from './objects.ts'
import {
  type Expression,
  type ExpressionCompiler,
  type ExpressionOptions,
  newScope,
  type PlainFunction,
  type PlainFunctions,
  REDACTIONS,
} from './scope.ts'
import { SET_FUNCTIONS } from './sets.ts'
import { STRING_FUNCTIONS } from './strings.ts'

const FUNCTIONS: PlainFunctions = {
  ...ARITHMETIC_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...ACCUMULATOR_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...OBJECT_FUNCTIONS,
  ...SET_FUNCTIONS,
  ...STRING_FUNCTIONS,
}

/**
 * The variables of a command: its `let`, whose values are expressions without a document (manual: "aggregate").
 */
export function commandVariables(bindings: Document | undefined, now: Date): Document {
  const scope = newScope({}, undefined, now)
  const variables: Document = {}
  for (const [name, value] of Object.entries(bindings ?? {})) {
    checkVariableName(name)
    setField(variables, name, compileExpression(value)(scope))
  }
  return variables
}

/**
 * An aggregation expression as a function. `mingo` has most of these operators, but on JavaScript's values: it knows
 * one type of number, compares documents and arrays regardless of order, adds months past the end of shorter ones,
 * rounds date differences and cuts strings within characters; so they are written here.
 *
 * Throws, as MongoDB does while parsing, for unknown operators (InvalidPipelineOperator), wrong numbers of arguments
 * (16020, 28667) and malformed paths; undefined variables (17276) only show when the function runs.
 */
export function compileExpression(expression: unknown, options: ExpressionOptions = {}): Expression {
  const compiler: ExpressionCompiler = {
    collation: options.collation,
    compile: inner => compile(inner, compiler),
  }
  return compiler.compile(expression)
}

function compile(expression: unknown, compiler: ExpressionCompiler): Expression {
  if (typeof expression === 'string')
    return expression.startsWith('$') ? compilePath(expression) : () => expression
  if (Array.isArray(expression)) {
    const items = expression.map(compiler.compile)
    // A missing item is null: arrays have no holes.
    return scope => items.map(item => item(scope) ?? null)
  }
  if (!isDocument(expression)) return () => expression
  const names = Object.keys(expression)
  const [first = ''] = names
  if (!first.startsWith('$')) return compileObject(expression, compiler)
  if (names.length !== 1) {
    throw new MongoError(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields in ${JSON.stringify(expression)}`,
    )
  }
  return compileOperator(first, expression[first], compiler)
}

function compileOperator(name: string, operand: unknown, compiler: ExpressionCompiler): Expression {
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined
  if (form !== undefined) return form(operand, compiler, name)
  const plain = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (plain === undefined)
    throw new MongoError('InvalidPipelineOperator', `Unrecognized expression '${name}'`)
  return plain.named === undefined
    ? compilePositional(name, plain, operand, compiler)
    : compileNamed(name, plain, plain.named, operand, compiler)
}

function compilePositional(
  name: string,
  plain: PlainFunction,
  operand: unknown,
  compiler: ExpressionCompiler,
): Expression {
  const operands = (Array.isArray(operand) ? operand : [operand]).map(compiler.compile)
  const { min, max, apply } = plain
  if (operands.length < min || operands.length > max) {
    if (min === max) {
      throw new MongoError(
        16020,
        `Expression ${name} takes exactly ${min} arguments. ${operands.length} were passed in.`,
      )
    }
    throw new MongoError(
      28667,
      `Expression ${name} takes at least ${min} arguments, and at most ${max}, but ${operands.length} were passed in.`,
    )
  }
  const { collation } = compiler
  const [first, second] = operands
  if (operands.length === 1 && first !== undefined) {
    return scope => apply([first(scope)], { collation, now: scope.now })
  }
  if (operands.length === 2 && first !== undefined && second !== undefined) {
    return scope => apply([first(scope), second(scope)], { collation, now: scope.now })
  }
  return scope =>
    apply(
      operands.map(item => item(scope)),
      { collation, now: scope.now },
    )
}

function compileNamed(
  name: string,
  plain: PlainFunction,
  named: { required: string[]; optional: string[] },
  operand: unknown,
  compiler: ExpressionCompiler,
): Expression {
  if (!isDocument(operand)) throw new MongoError(28646, `${name} only supports an object as its argument`)
  for (const argument of named.required) {
    if (!Object.hasOwn(operand, argument)) {
      throw new MongoError('FailedToParse', `Missing '${argument}' parameter to ${name}`)
    }
  }
  const args = Object.entries(operand).map(([argument, value]): [string, Expression] => {
    if (!named.required.includes(argument) && !named.optional.includes(argument)) {
      throw new MongoError('FailedToParse', `Unrecognized argument to ${name}: ${argument}`)
    }
    return [argument, compiler.compile(value)]
  })
  return scope => {
    const values: Document = {}
    for (const [argument, value] of args) values[argument] = value(scope)
    return plain.apply([values], { collation: compiler.collation, now: scope.now })
  }
}

function compileObject(expression: Document, compiler: ExpressionCompiler): Expression {
  const fields = Object.entries(expression).map(([name, value]): [string, Expression] => {
    if (name.includes('.'))
      throw new MongoError(16412, `FieldPath field names may not contain '.'. Field: ${name}`)
    if (name.startsWith('$'))
      throw new MongoError(16410, `FieldPath field names may not start with '$'. Field: ${name}`)
    return [name, compiler.compile(value)]
  })
  return scope => {
    const result: Document = {}
    for (const [name, value] of fields) {
      const computed = value(scope)
      if (computed !== undefined) setField(result, name, computed)
    }
    return result
  }
}

function compilePath(text: string): Expression {
  if (!text.startsWith('$$')) {
    const path = pathComponents(text.slice(1))
    const [only = ''] = path
    if (path.length === 1) {
      return ({ current }) => (isDocument(current) ? getField(current, only) : valueAt(current, path))
    }
    return ({ current }) => valueAt(current, path)
  }
  const [name = '', ...path] = pathComponents(text.slice(2))
  const variable = variableReader(name)
  return path.length === 0 ? variable : scope => valueAt(variable(scope), path)
}

function pathComponents(path: string): string[] {
  const components = path.split('.')
  if (path === '') throw new MongoError(16872, "'$' by itself is not a valid FieldPath")
  if (components.includes('')) {
    throw new MongoError(
      path.endsWith('.') ? 40353 : 15998,
      'FieldPath field names may not be empty strings.',
    )
  }
  if (components.some(isReservedName)) {
    throw new MongoError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    )
  }
  return components
}

function variableReader(name: string): Expression {
  switch (name) {
    case 'ROOT':
      return scope => scope.root
    case 'CURRENT':
      return scope => scope.current
    case 'REMOVE':
      return () => undefined
    case 'NOW':
      return scope => scope.now ?? new Date()
    case 'KEEP':
    case 'PRUNE':
    case 'DESCEND':
      return () => REDACTIONS[name]
  }
  return scope => {
    for (let variable = scope.variables; variable !== undefined; variable = variable.outer) {
      if (variable.name === name) return variable.value
    }
    throw new MongoError(17276, `Use of undefined variable: ${name}`)
  }
}
