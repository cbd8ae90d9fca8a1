import { countSteps } from '../limits/interruption.ts'
import type { Collation } from '../values/collation.ts'
import { MongoError } from '../values/errors.ts'
import { hashKey } from '../values/key-bytes.ts'
import { isNullish, typeName } from '../values/types.ts'
import { isTruthy, type PlainFunction, type PlainFunctions } from './scope.ts'

export const SET_FUNCTIONS: PlainFunctions = {
  $setUnion: ofSets('$setUnion', [0, Infinity], sets => [
    ...new Map(sets.toReversed().flatMap(set => [...set])).values(),
  ]),
  $setIntersection: ofSets('$setIntersection', [0, Infinity], ([first = new Map(), ...others]) =>
    [...first].filter(([key]) => others.every(set => set.has(key))).map(([, value]) => value),
  ),
  $setDifference: ofSets('$setDifference', [2, 2], ([first = new Map(), second = new Map()]) =>
    [...first].filter(([key]) => !second.has(key)).map(([, value]) => value),
  ),
  $setEquals: strict(
    ofSets('$setEquals', [2, Infinity], ([first = new Map(), ...others]) =>
      others.every(set => set.size === first.size && [...set.keys()].every(key => first.has(key))),
    ),
    '$setEquals',
  ),
  $setIsSubset: strict(
    ofSets('$setIsSubset', [2, 2], ([first = new Map(), second = new Map()]) =>
      [...first.keys()].every(key => second.has(key)),
    ),
    '$setIsSubset',
  ),
  $allElementsTrue: elements('$allElementsTrue', items => items.every(isTruthy)),
  $anyElementTrue: elements('$anyElementTrue', items => items.some(isTruthy)),
}

/** Sets compare by value, keep the order of first appearance, and are null if an operand is null. */
function ofSets(
  name: string,
  [min, max]: [number, number],
  apply: (sets: Map<string, unknown>[]) => unknown,
): PlainFunction {
  return {
    min,
    max,
    apply: (operands, { collation }) => {
      if (operands.some(isNullish)) return null
      return apply(operands.map(operand => toSet(name, operand, collation)))
    },
  }
}

function toSet(name: string, value: unknown, collation: Collation | undefined): Map<string, unknown> {
  if (!Array.isArray(value)) {
    throw new MongoError(
      17041,
      `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`,
    )
  }
  const set = new Map<string, unknown>()
  for (const item of value) {
    countSteps()
    const key = hashKey(item, collation)
    if (!set.has(key)) set.set(key, item)
  }
  return set
}

function strict(fn: PlainFunction, name: string): PlainFunction {
  return {
    ...fn,
    apply: (operands, context) => {
      for (const operand of operands) toSet(name, operand ?? undefined, context.collation)
      return fn.apply(operands, context)
    },
  }
}

function elements(name: string, test: (items: unknown[]) => boolean): PlainFunction {
  return {
    min: 1,
    max: 1,
    apply: ([items]) => {
      if (Array.isArray(items)) return test(items)
      throw new MongoError(17040, `${name}'s argument must be an array, but is ${typeName(items)}`)
    },
  }
}
