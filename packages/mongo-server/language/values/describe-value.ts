import { Binary, BSONRegExp, Decimal128, Long, ObjectId, Timestamp } from 'bson'
import { isDocument } from './bson.ts'
import { binaryBytes } from './compare.ts'
import { toNumber } from './numbers.ts'
import { isNumeric, typeName } from './types.ts'

/** A value as MongoDB prints it in its messages: `{ a: 1, b: "x", c: ObjectId('…') }`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'MISSING'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(describeValue).join(', ')} ]`
  if (isDocument(value)) {
    const fields = Object.entries(value).map(([name, inner]) => `${name}: ${describeValue(inner)}`)
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
  }
  if (isNumeric(value)) return describeNumber(value)
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`
  if (value instanceof Timestamp) return `Timestamp(${value.t}, ${value.i})`
  if (value instanceof Binary) {
    if (value.sub_type === Binary.SUBTYPE_UUID) return `UUID("${value.toUUID().toString()}")`
    return `BinData(${value.sub_type}, ${Buffer.from(binaryBytes(value)).toString('hex').toUpperCase()})`
  }
  const type = typeName(value)
  return type === 'minKey' ? 'MinKey' : type === 'maxKey' ? 'MaxKey' : String(value)
}

function describeNumber(value: Parameters<typeof toNumber>[0]): string {
  if (value instanceof Decimal128) return `NumberDecimal("${value.toString()}")`
  if (value instanceof Long) return value.toString()
  const number = toNumber(value)
  // A double shows that it is one.
  return typeName(value) === 'double' && Number.isInteger(number) ? `${number}.0` : String(number)
}
