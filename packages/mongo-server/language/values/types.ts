import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { isDocument, isInt32 } from './bson.ts'

/** The aliases of MongoDB's BSON types (`$type`), and `missing` for a field that is not there. */
export type TypeName =
  | 'double'
  | 'string'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'null'
  | 'regex'
  | 'dbPointer'
  | 'javascript'
  | 'symbol'
  | 'javascriptWithScope'
  | 'int'
  | 'timestamp'
  | 'long'
  | 'decimal'
  | 'minKey'
  | 'maxKey'
  | 'missing'

export const TYPE_NUMBERS: { readonly [name: string]: number } = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
}

/**
 * The brackets of MongoDB's comparison order (manual: "Comparison/Sort Order"), lowest first. The numbers double as
 * the first byte of an index key, so they are stored: never renumber. `undefined` is the key of an empty array and
 * sorts before null.
 */
export const BRACKET = {
  minKey: 0x08,
  undefined: 0x10,
  null: 0x18,
  number: 0x20,
  string: 0x28,
  object: 0x30,
  array: 0x38,
  binData: 0x40,
  objectId: 0x48,
  bool: 0x50,
  date: 0x58,
  timestamp: 0x60,
  regex: 0x68,
  dbPointer: 0x70,
  code: 0x78,
  codeWithScope: 0x80,
  maxKey: 0xf0,
} as const

export type Numeric = number | Double | Int32 | Long | Decimal128 | bigint

export function isNumeric(value: unknown): value is Numeric {
  return (
    typeof value === 'number' ||
    (typeof value === 'object' &&
      (value instanceof Double ||
        // A Timestamp is a Long to JavaScript only.
        (value instanceof Long && !(value instanceof Timestamp)) ||
        value instanceof Decimal128 ||
        value instanceof Int32)) ||
    typeof value === 'bigint'
  )
}

export function isRegex(value: unknown): value is BSONRegExp | RegExp {
  return value instanceof BSONRegExp || value instanceof RegExp
}

export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

export function bracketOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return BRACKET.number
    case 'string':
      return BRACKET.string
    case 'boolean':
      return BRACKET.bool
    case 'undefined':
      return BRACKET.undefined
  }
  if (value === null) return BRACKET.null
  if (Array.isArray(value)) return BRACKET.array
  if (isDocument(value)) return BRACKET.object
  if (value instanceof ObjectId) return BRACKET.objectId
  if (value instanceof Date) return BRACKET.date
  if (isNumeric(value)) return BRACKET.number
  return rareBracketOf(value)
}

export function typeName(value: unknown): TypeName {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double'
  if (typeof value === 'bigint') return 'long'
  if (value === undefined) return 'missing'
  if (value instanceof BSONSymbol) return 'symbol'
  switch (bracketOf(value)) {
    case BRACKET.null:
      return 'null'
    case BRACKET.number:
      if (value instanceof Double) return 'double'
      if (value instanceof Int32) return 'int'
      return value instanceof Decimal128 ? 'decimal' : 'long'
    case BRACKET.string:
      return 'string'
    case BRACKET.array:
      return 'array'
    case BRACKET.binData:
      return 'binData'
    case BRACKET.objectId:
      return 'objectId'
    case BRACKET.bool:
      return 'bool'
    case BRACKET.date:
      return 'date'
    case BRACKET.timestamp:
      return 'timestamp'
    case BRACKET.regex:
      return 'regex'
    case BRACKET.dbPointer:
      return 'dbPointer'
    case BRACKET.code:
      return 'javascript'
    case BRACKET.codeWithScope:
      return 'javascriptWithScope'
    case BRACKET.minKey:
      return 'minKey'
    case BRACKET.maxKey:
      return 'maxKey'
    default:
      return 'object'
  }
}

function rareBracketOf(value: unknown): number {
  if (value instanceof Binary || value instanceof Uint8Array) return BRACKET.binData
  if (value instanceof Timestamp) return BRACKET.timestamp
  if (isRegex(value)) return BRACKET.regex
  if (value instanceof MinKey) return BRACKET.minKey
  if (value instanceof MaxKey) return BRACKET.maxKey
  if (value instanceof BSONSymbol) return BRACKET.string
  if (value instanceof Code) return value.scope ? BRACKET.codeWithScope : BRACKET.code
  if (value instanceof DBRef) return BRACKET.dbPointer
  return BRACKET.object
}
