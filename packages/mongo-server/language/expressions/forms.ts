import { countSteps } from '../limits/interruption.ts'
import { type Document, getField, isDocument } from '../values/bson.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { toNumber } from '../values/numbers.ts'
import { isNullish, isNumeric, typeName } from '../values/types.ts'
import { type Expression, type ExpressionCompiler, type Form, isTruthy, withVariable } from './scope.ts'

/** The operators that bind variables or do not evaluate all operands, and comparisons, which have to be fast. */
export const FORMS: { readonly [name: string]: Form } = {
  $literal: operand => () => operand,
  $const: operand => () => operand,
  $expr: (operand, compiler) => compiler.compile(operand),
  $and: (operand, compiler) => {
    const operands = operandsOf(operand, compiler)
    return scope => operands.every(item => isTruthy(item(scope)))
  },
  $or: (operand, compiler) => {
    const operands = operandsOf(operand, compiler)
    return scope => operands.some(item => isTruthy(item(scope)))
  },
  $not: (operand, compiler) => {
    const [value, ...others] = operandsOf(operand, compiler)
    if (value === undefined || others.length > 0) {
      throw new MongoError(16020, 'Expression $not takes exactly 1 arguments.')
    }
    return scope => !isTruthy(value(scope))
  },
  $eq: comparison(order => order === 0),
  $ne: comparison(order => order !== 0),
  $gt: comparison(order => order > 0),
  $gte: comparison(order => order >= 0),
  $lt: comparison(order => order < 0),
  $lte: comparison(order => order <= 0),
  $cmp: comparison(order => order),
  $cond: conditional,
  $ifNull: (operand, compiler) => {
    const operands = operandsOf(operand, compiler)
    if (operands.length < 2) {
      throw new MongoError(1257300, `$ifNull needs at least two arguments, had: ${operands.length}`)
    }
    return scope => {
      let value: unknown
      for (const item of operands) {
        value = item(scope)
        if (!isNullish(value)) return value
      }
      return value
    }
  },
  $switch: switched,
  $let: (operand, compiler) => {
    const { vars, in: body } = named('$let', operand, ['vars', 'in'], [])
    if (!isDocument(vars))
      throw new MongoError('FailedToParse', 'invalid parameter: expected an object (vars)')
    const bindings = Object.entries(vars).map(([name, value]): [string, Expression] => {
      checkVariableName(name)
      return [name, compiler.compile(value)]
    })
    const result = compiler.compile(body)
    return scope => {
      let inner = scope
      // The variables of one `$let` do not see each other.
      for (const [name, value] of bindings) inner = withVariable(inner, name, value(scope))
      return result(inner)
    }
  },
  $map: (operand, compiler) => {
    const { input, as = 'this', in: body } = named('$map', operand, ['input', 'in'], ['as'])
    const [items, name, item] = [compiler.compile(input), variableName(as), compiler.compile(body)]
    return scope => {
      const values = arrayOrNull('$map', 'input', items(scope))
      if (values === null) return null
      return values.map(value => {
        countSteps()
        return item(withVariable(scope, name, value)) ?? null
      })
    }
  },
  $filter: (operand, compiler) => {
    const { input, as = 'this', cond, limit } = named('$filter', operand, ['input', 'cond'], ['as', 'limit'])
    const [items, name, accept] = [compiler.compile(input), variableName(as), compiler.compile(cond)]
    const most = limit === undefined ? undefined : compiler.compile(limit)
    return scope => {
      const values = arrayOrNull('$filter', 'input', items(scope))
      if (values === null) return null
      const kept = values.filter(value => {
        countSteps()
        return isTruthy(accept(withVariable(scope, name, value)))
      })
      const count = most?.(scope)
      return isNumeric(count) ? kept.slice(0, toNumber(count)) : kept
    }
  },
  $getField: (operand, compiler) => {
    const short = !isDocument(operand) || Object.keys(operand)[0]?.startsWith('$') === true
    const { field, input = '$$CURRENT' } = short
      ? { field: operand }
      : named('$getField', operand, ['field'], ['input'])
    // The name may start with a dollar sign or contain dots: that is what the operator is for.
    const [name, source] = [
      typeof field === 'string' ? () => field : compiler.compile(field),
      compiler.compile(input),
    ]
    return scope => {
      const [from, key] = [source(scope), name(scope)]
      if (typeof key !== 'string') {
        throw new MongoError(
          5654602,
          `$getField requires 'field' to evaluate to type String, but got ${typeName(key)}`,
        )
      }
      return isDocument(from) ? getField(from, key) : from === null ? null : undefined
    }
  },
  $reduce: (operand, compiler) => {
    const { input, initialValue, in: body } = named('$reduce', operand, ['input', 'initialValue', 'in'], [])
    const [items, initial, step] = [
      compiler.compile(input),
      compiler.compile(initialValue),
      compiler.compile(body),
    ]
    return scope => {
      const values = arrayOrNull('$reduce', 'input', items(scope))
      if (values === null) return null
      return values.reduce<unknown>((value, item) => {
        countSteps()
        return step(withVariable(withVariable(scope, 'this', item), 'value', value))
      }, initial(scope))
    }
  },
}

/**
 * Names of user variables start with a lower-case letter or a letter outside ASCII (manual: "Variables in
 * Aggregation").
 */
export function checkVariableName(name: string): void {
  if (!/^(?:[a-z]|[^\p{ASCII}])/u.test(name) && name !== 'CURRENT') {
    throw new MongoError(
      'FailedToParse',
      `'${name}' starts with an invalid character for a user variable name`,
    )
  }
}

function operandsOf(operand: unknown, compiler: ExpressionCompiler): Expression[] {
  return (Array.isArray(operand) ? operand : [operand]).map(compiler.compile)
}

function comparison(result: (order: number) => unknown): Form {
  return (operand, compiler, name) => {
    const operands = operandsOf(operand, compiler)
    const [left, right] = operands
    if (left === undefined || right === undefined || operands.length !== 2) {
      throw new MongoError(
        16020,
        `Expression ${name} takes exactly 2 arguments. ${operands.length} were passed in.`,
      )
    }
    const { collation } = compiler
    return scope => result(compare(left(scope), right(scope), collation))
  }
}

function conditional(operand: unknown, compiler: ExpressionCompiler): Expression {
  const [test, yes, no] = conditionalParts(operand).map(compiler.compile)
  if (test === undefined || yes === undefined || no === undefined) {
    throw new MongoError(16020, 'Expression $cond takes exactly 3 arguments.')
  }
  return scope => (isTruthy(test(scope)) ? yes(scope) : no(scope))
}

function conditionalParts(operand: unknown): unknown[] {
  if (Array.isArray(operand)) return operand.length === 3 ? operand : []
  const parts = named('$cond', operand, ['if', 'then', 'else'], [])
  return [parts['if'], parts['then'], parts['else']]
}

function switched(operand: unknown, compiler: ExpressionCompiler): Expression {
  const parts = named('$switch', operand, ['branches'], ['default'])
  const list = parts['branches']
  if (!Array.isArray(list)) throw new MongoError(40061, "$switch expected an array for 'branches'")
  if (list.length === 0 && !('default' in parts))
    throw new MongoError(40068, '$switch requires at least one branch')
  const branches = list.map(branch => {
    const { case: test, then: result } = named('$switch', branch, ['case', 'then'], [])
    return { test: compiler.compile(test), result: compiler.compile(result) }
  })
  const otherwise = 'default' in parts ? compiler.compile(parts['default']) : undefined
  return scope => {
    for (const { test, result } of branches) if (isTruthy(test(scope))) return result(scope)
    if (otherwise !== undefined) return otherwise(scope)
    throw new MongoError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    )
  }
}

function named(name: string, operand: unknown, required: string[], optional: string[]): Document {
  if (!isDocument(operand)) throw new MongoError(16878, `${name} only supports an object as its argument`)
  for (const argument of Object.keys(operand)) {
    if (!required.includes(argument) && !optional.includes(argument)) {
      throw new MongoError(16879, `Unrecognized parameter to ${name}: ${argument}`)
    }
  }
  for (const argument of required) {
    if (!Object.hasOwn(operand, argument))
      throw new MongoError(16880, `Missing '${argument}' parameter to ${name}`)
  }
  return operand
}

function variableName(name: unknown): string {
  if (typeof name !== 'string') throw new MongoError('FailedToParse', 'a variable name must be a string')
  checkVariableName(name)
  return name
}

function arrayOrNull(name: string, argument: string, value: unknown): unknown[] | null {
  if (isNullish(value)) return null
  if (Array.isArray(value)) return value
  throw new MongoError(16883, `${argument} to ${name} must be an array not ${typeName(value)}`)
}
