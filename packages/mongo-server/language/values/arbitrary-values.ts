import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import fc from 'fast-check'
import { type Document, isInt32, setField } from './bson.ts'

/** BSON values of all types for property tests, with the numbers and strings at which orders go wrong. */
const hardNumbers = fc.constantFrom(
  ...[0, -0, 1, -1, 0.1, -0.1, 2 ** 31, -(2 ** 31), 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 2 ** 63, -(2 ** 63)],
  ...[Number.NaN, Infinity, -Infinity, 5e-324, -5e-324, 1.7976931348623157e308],
)

const doubles = fc
  .oneof(hardNumbers, fc.double(), fc.integer())
  .map(value => (isInt32(value) ? new Double(value) : value))

const longs = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)),
  )
  .map(value => Long.fromBigInt(value))

const decimals = fc
  .oneof(
    fc
      .tuple(
        fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
        fc.integer({ min: -400, max: 400 }),
      )
      .map(([coefficient, exponent]) => `${coefficient}E${exponent}`),
    fc
      .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -3, max: 3 }))
      .map(([coefficient, exponent]) => `${coefficient}E${exponent}`),
    fc.constantFrom(
      '0.1',
      '0.5',
      '1',
      '1.0',
      '10',
      '1E+1',
      'NaN',
      'Infinity',
      '-Infinity',
      '9007199254740993',
      '-0',
    ),
    fc.constantFrom('1E6144', '-1E-6176', '9223372036854775807', '0.1000000000000000055511151231257827'),
  )
  .map(text => Decimal128.fromString(text))

export const numbers = fc.oneof(fc.integer(), fc.integer({ min: -3, max: 3 }), doubles, longs, decimals)

export const strings = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    '',
    'a',
    'A',
    'á',
    'a\u0000',
    'a\u0000b',
    'ab',
    'ÿ',
    '\uffff',
    '\u{10000}',
    'Straße',
    'STRASSE',
  ),
)

const scalars = fc.oneof(
  numbers,
  strings,
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map(bytes => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 4 }), fc.constantFrom(0, 2, 4, 5, 128))
    .map(([bytes, subtype]) => new Binary(bytes, subtype)),
  fc
    .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 3 }))
    .map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom('^a', 'b').map(pattern => new BSONRegExp(pattern, 'i')),
  fc.constantFrom(new MinKey(), new MaxKey(), new Code('f'), new Code('f', { a: 1 }), new BSONSymbol('s')),
)

const fieldNames = fc.constantFrom('a', 'b', 'ab', '_id', '', '$x', 'ä', '__proto__', 'constructor', 'a.b')

export const values: fc.Arbitrary<unknown> = fc.letrec(again => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(again('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(fieldNames, again('value')), { maxLength: 3, selector: ([name]) => name })
      .map(toDocument),
  ),
})).value

export const documents = fc
  .uniqueArray(fc.tuple(fieldNames, values), { maxLength: 5, selector: ([name]) => name })
  .map(toDocument)

function toDocument(fields: [string, unknown][]): Document {
  const doc: Document = {}
  for (const [name, value] of fields) setField(doc, name, value)
  return doc
}
