import { Binary } from 'bson'
import { type Document, encode, isDocument, setField } from '../values/bson.ts'
import { binaryBytes } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { isNullish, typeName } from '../values/types.ts'
import type { PlainFunctions } from './scope.ts'

export const OBJECT_FUNCTIONS: PlainFunctions = {
  $objectToArray: {
    min: 1,
    max: 1,
    apply: ([value]) => {
      if (isNullish(value)) return null
      if (isDocument(value)) return Object.entries(value).map(([k, v]) => ({ k, v }))
      throw new MongoError(40390, `$objectToArray requires a document input, found: ${typeName(value)}`)
    },
  },
  $arrayToObject: { min: 1, max: 1, apply: ([value]) => fromPairs(value) },
  $setField: {
    min: 1,
    max: 1,
    named: { required: ['field', 'input', 'value'], optional: [] },
    apply: ([operands]) => setFieldIn(operands),
  },
  $unsetField: {
    min: 1,
    max: 1,
    named: { required: ['field', 'input'], optional: [] },
    apply: ([operands]) => setFieldIn(operands),
  },
  $bsonSize: {
    min: 1,
    max: 1,
    apply: ([value]) => {
      if (isNullish(value)) return null
      if (isDocument(value)) return encode(value).length
      throw new MongoError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`)
    },
  },
  $binarySize: {
    min: 1,
    max: 1,
    apply: ([value]) => {
      if (isNullish(value)) return null
      if (typeof value === 'string') return Buffer.byteLength(value)
      if (value instanceof Binary) return binaryBytes(value).length
      throw new MongoError(
        51276,
        `$binarySize requires a string or BinData argument, found: ${typeName(value)}`,
      )
    },
  },
}

function setFieldIn(operands: unknown): unknown {
  const { field, input, value } = isDocument(operands) ? operands : {}
  if (isNullish(input)) return null
  if (!isDocument(input))
    throw new MongoError(4161105, `$setField requires 'input' to evaluate to type Object`)
  const copy = { ...input }
  if (value === undefined) delete copy[nameOf(field)]
  else setField(copy, nameOf(field), value)
  return copy
}

function nameOf(field: unknown): string {
  if (typeof field === 'string') return field
  throw new MongoError(5654602, `a field name must be a string, found ${typeName(field)}`)
}

function fromPairs(value: unknown): unknown {
  if (isNullish(value)) return null
  if (!Array.isArray(value)) {
    throw new MongoError(40386, `$arrayToObject requires an array input, found: ${typeName(value)}`)
  }
  const result: Document = {}
  for (const item of value) {
    const [name, content] = Array.isArray(item) ? item : isDocument(item) ? [item['k'], item['v']] : []
    if (typeof name !== 'string') {
      throw new MongoError(40394, '$arrayToObject requires an array of key-value pairs, with string keys')
    }
    setField(result, name, content ?? null)
  }
  return result
}
