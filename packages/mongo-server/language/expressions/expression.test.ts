import { Binary, Decimal128, Double, Long, ObjectId } from 'bson'
import { describe, expect, it } from 'vitest'
import type { Document } from '../values/bson.ts'
import { commandVariables, compileExpression } from './expression.ts'
import { newScope } from './scope.ts'

const date = new Date('2024-03-31T23:30:15.123Z')
const id = new ObjectId('65a1b2c3d4e5f60718293a4b')
const doc: Document = {
  a: 7,
  b: 2,
  s: 'Straße 😀',
  d: date,
  n: null,
  o: { x: 1, y: [{ z: 1 }, { z: 2 }, 3, {}] },
  list: [3, 1, 2],
  id,
}

const cases: [expression: unknown, result: unknown][] = [
  ['$a', 7],
  ['$o.x', 1],
  ['$o.y.z', [1, 2]],
  ['$list.0', []],
  ['$missing', undefined],
  ['$$ROOT.a', 7],
  ['$$CURRENT.o.x', 1],
  ['plain', 'plain'],
  [{ $literal: '$a' }, '$a'],
  [{ k: '$a', m: '$missing' }, { k: 7 }],
  [
    ['$a', '$missing'],
    [7, null],
  ],
  // Arithmetic in BSON types
  [{ $add: ['$a', 1] }, 8],
  [{ $add: ['$a', 0.5] }, 7.5],
  [{ $add: [0.5, 0.5] }, double(1)],
  [{ $add: [2147483647, 1] }, long(2147483648)],
  [{ $add: ['$a', '$n'] }, null],
  [{ $add: [decimal('0.1'), decimal('0.2')] }, decimal('0.3')],
  [{ $add: ['$d', 1000] }, new Date(date.getTime() + 1000)],
  [{ $subtract: ['$a', '$b'] }, 5],
  [{ $subtract: ['$d', new Date(0)] }, long(date.getTime())],
  [{ $subtract: ['$d', 1000] }, new Date(date.getTime() - 1000)],
  [{ $multiply: ['$a', 2, 3] }, 42],
  [{ $divide: ['$a', '$b'] }, 3.5],
  [{ $divide: [4, 2] }, double(2)],
  [{ $divide: [decimal('1'), 4] }, decimal('0.25')],
  [{ $mod: ['$a', '$b'] }, 1],
  [{ $mod: [-7, 3] }, -1],
  [{ $mod: [7.5, 2] }, 1.5],
  [{ $abs: -3 }, 3],
  [{ $abs: double(-3) }, double(3)],
  [{ $ceil: 1.2 }, double(2)],
  [{ $floor: -1.2 }, double(-2)],
  [{ $round: 2.5 }, double(2)],
  [{ $round: [19.25, 1] }, 19.2],
  [{ $round: [1234, -2] }, 1200],
  [{ $trunc: [9.99, 1] }, 9.9],
  [{ $pow: [2, 10] }, 1024],
  [{ $pow: [2, -1] }, 0.5],
  [{ $sqrt: 16 }, double(4)],
  [{ $ln: 1 }, double(0)],
  [{ $log: [100, 10] }, double(2)],
  [{ $log10: 1000 }, double(3)],
  [{ $bitAnd: [12, 10] }, 8],
  [{ $sum: ['$a', '$b', 'x'] }, 9],
  [{ $sum: '$list' }, 6],
  [{ $avg: '$list' }, double(2)],
  [{ $avg: [] }, null],
  [{ $min: '$list' }, 1],
  [{ $max: ['$a', '$b'] }, 7],
  [{ $median: { input: [1, 5, 3], method: 'approximate' } }, double(3)],
  // Comparison and logic
  [{ $eq: ['$a', double(7)] }, true],
  [{ $gt: ['x', 5] }, true],
  [{ $lt: ['$missing', null] }, true],
  [{ $cmp: ['$a', '$b'] }, 1],
  [{ $and: ['$a', ''] }, true],
  [{ $or: [0, null] }, false],
  [{ $not: ['$n'] }, true],
  [{ $cond: ['$n', 'yes', 'no'] }, 'no'],
  [{ $cond: named({ if: { $gte: ['$a', 7] }, else: '$$missing' }, 'yes') }, 'yes'],
  [{ $ifNull: ['$n', '$missing', 'x'] }, 'x'],
  [{ $switch: { branches: [named({ case: { $eq: ['$a', 1] } }, 1)], default: 2 } }, 2],
  [{ $let: { vars: { x: '$a' }, in: { $add: ['$$x', '$b'] } } }, 9],
  // Arrays and sets
  [{ $arrayElemAt: ['$list', -1] }, 2],
  [{ $arrayElemAt: ['$list', 9] }, undefined],
  [{ $first: '$list' }, 3],
  [{ $last: ['$list'] }, 2],
  [{ $firstN: { n: 2, input: '$list' } }, [3, 1]],
  [{ $maxN: { n: 2, input: '$list' } }, [3, 2]],
  [{ $concatArrays: ['$list', [4]] }, [3, 1, 2, 4]],
  [{ $in: [2, '$list'] }, true],
  [{ $indexOfArray: ['$list', 2] }, 2],
  [{ $isArray: ['$list'] }, true],
  [{ $size: '$list' }, 3],
  [{ $slice: ['$list', 1, 5] }, [1, 2]],
  [{ $slice: ['$list', -2] }, [1, 2]],
  [{ $range: [0, 5, 2] }, [0, 2, 4]],
  [{ $reverseArray: '$list' }, [2, 1, 3]],
  [{ $sortArray: { input: '$list', sortBy: -1 } }, [3, 2, 1]],
  [{ $sortArray: { input: '$o.y', sortBy: { z: -1 } } }, [3, { z: 2 }, { z: 1 }, {}]],
  [
    { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true, defaults: [0, '-'] } },
    [
      [1, 'a'],
      [2, '-'],
    ],
  ],
  [{ $map: { input: '$list', as: 'i', in: { $multiply: ['$$i', '$b'] } } }, [6, 2, 4]],
  [{ $filter: { input: '$list', cond: { $gt: ['$$this', 1] } } }, [3, 2]],
  [{ $filter: { input: '$list', cond: true, limit: 1 } }, [3]],
  [{ $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [{ $setDifference: [[1, 2, double(1)], [2]] }, [1]],
  [
    {
      $setIntersection: [
        [1, 2],
        [double(2), 3],
      ],
    },
    [2],
  ],
  [{ $setIsSubset: [[1], [1, 2]] }, true],
  [
    {
      $setEquals: [
        [1, 1, 2],
        [2, 1],
      ],
    },
    true,
  ],
  [{ $anyElementTrue: [[0, 1]] }, true],
  [{ $allElementsTrue: [[]] }, true],
  // Objects
  [{ $mergeObjects: ['$o', { x: 5 }, null] }, { x: 5, y: [{ z: 1 }, { z: 2 }, 3, {}] }],
  [{ $objectToArray: { k: '$a' } }, [{ k: 'k', v: 7 }]],
  [
    {
      $arrayToObject: [
        [
          ['x', 1],
          ['y', 2],
        ],
      ],
    },
    { x: 1, y: 2 },
  ],
  [{ $getField: 'a' }, 7],
  [{ $getField: { field: 'x', input: '$o' } }, 1],
  [{ $setField: { field: 'a.b', input: { c: 1 }, value: 2 } }, { c: 1, 'a.b': 2 }],
  [{ $unsetField: { field: 'c', input: { c: 1 } } }, {}],
  // Strings
  [{ $concat: ['$s', '!'] }, 'Straße 😀!'],
  [{ $concat: ['$s', '$n'] }, null],
  [{ $toUpper: 'aé' }, 'AÉ'],
  [{ $strLenCP: '$s' }, 8],
  [{ $strLenBytes: '$s' }, 12],
  [{ $substrCP: ['$s', 7, 1] }, '😀'],
  [{ $substrBytes: ['abc', 1, -1] }, 'bc'],
  [{ $indexOfCP: ['$s', '😀'] }, 7],
  [{ $split: ['a-b-c', '-'] }, ['a', 'b', 'c']],
  [{ $trim: { input: ' \t x ' } }, 'x'],
  [{ $ltrim: { input: 'aab', chars: 'a' } }, 'b'],
  [{ $replaceAll: { input: 'a.a', find: 'a', replacement: { $literal: '$&' } } }, '$&.$&'],
  [{ $replaceOne: { input: 'a.a', find: 'a', replacement: 'b' } }, 'b.a'],
  [{ $regexMatch: { input: 'abc', regex: /B/i } }, true],
  [{ $regexFind: { input: 'x😀ab', regex: 'a(b)(c)?' } }, { match: 'ab', idx: 2, captures: ['b', null] }],
  [
    { $regexFindAll: { input: 'aa', regex: 'a*?' } },
    [0, 1, 2].map(idx => ({ match: '', idx, captures: [] })),
  ],
  [{ $strcasecmp: ['ab', 'AC'] }, -1],
  // Types
  [{ $type: '$missing' }, 'missing'],
  [{ $type: '$a' }, 'int'],
  [{ $toString: '$id' }, id.toHexString()],
  [{ $toString: 1.5 }, '1.5'],
  [{ $toObjectId: id.toHexString() }, id],
  [{ $toInt: '42' }, 42],
  [{ $toInt: 9.9 }, 9],
  [{ $toLong: '$a' }, long(7)],
  [{ $toDouble: '1e3' }, double(1000)],
  [{ $toDecimal: 0.1 }, decimal('0.1')],
  [{ $toBool: 'false' }, true],
  [{ $toDate: long(5) }, new Date(5)],
  [{ $toDate: '2024-01-02T03:04:05Z' }, new Date('2024-01-02T03:04:05Z')],
  [{ $convert: { input: 'x', to: 'int', onError: 'bad' } }, 'bad'],
  [{ $convert: { input: '$n', to: 'int', onNull: 0 } }, 0],
  [{ $isNumber: long(1) }, true],
  [{ $binarySize: new Binary(Buffer.from('abc')) }, 3],
  // Dates
  [{ $year: '$d' }, 2024],
  [{ $month: { date: '$d', timezone: 'Europe/Berlin' } }, 4],
  [{ $hour: { date: '$d', timezone: '+02:00' } }, 1],
  [{ $dayOfWeek: '$d' }, 1],
  [{ $dayOfYear: '$d' }, 91],
  [{ $week: '$d' }, 13],
  [{ $isoWeek: '$d' }, 13],
  [{ $isoDayOfWeek: '$d' }, 7],
  [{ $isoWeekYear: new Date('2021-01-02') }, long(2020)],
  [
    { $dateToString: { date: '$d', format: '%Y-%m-%d %H:%M:%S.%L %j %V %z' } },
    '2024-03-31 23:30:15.123 091 13 +0000',
  ],
  [{ $dateToString: { date: '$d' } }, '2024-03-31T23:30:15.123Z'],
  [{ $dateToString: { date: '$d', format: '%d %b %z', timezone: 'Europe/Berlin' } }, '01 Apr +0200'],
  [{ $dateToString: { date: '$n', onNull: '-' } }, '-'],
  [{ $dateFromString: { dateString: '2024-02-03' } }, new Date('2024-02-03')],
  [{ $dateFromString: { dateString: '03/02/2024', format: '%d/%m/%Y' } }, new Date('2024-02-03')],
  [
    { $dateFromString: { dateString: '2024-02-03T04:05', timezone: 'Europe/Berlin' } },
    new Date('2024-02-03T03:05Z'),
  ],
  [{ $dateFromParts: { year: 2024, month: 14, day: 3 } }, new Date('2025-02-03')],
  [{ $dateFromParts: { isoWeekYear: 2024, isoWeek: 1 } }, new Date('2024-01-01')],
  [
    { $dateToParts: { date: new Date(0) } },
    { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 },
  ],
  [{ $dateAdd: { startDate: '$d', unit: 'month', amount: 1 } }, new Date('2024-04-30T23:30:15.123Z')],
  [{ $dateSubtract: { startDate: '$d', unit: 'hour', amount: 24 } }, new Date('2024-03-30T23:30:15.123Z')],
  [
    {
      $dateAdd: {
        startDate: new Date('2024-03-30T12:00Z'),
        unit: 'day',
        amount: 1,
        timezone: 'Europe/Berlin',
      },
    },
    new Date('2024-03-31T11:00Z'),
  ],
  [
    {
      $dateDiff: {
        startDate: new Date('2024-01-01T10:59:59.9Z'),
        endDate: new Date('2024-01-01T11:00Z'),
        unit: 'hour',
      },
    },
    long(1),
  ],
  [
    { $dateDiff: { startDate: new Date('2024-01-31'), endDate: new Date('2024-02-01'), unit: 'month' } },
    long(1),
  ],
  [
    { $dateDiff: { startDate: new Date('2024-01-06'), endDate: new Date('2024-01-07'), unit: 'week' } },
    long(1),
  ],
  [{ $dateTrunc: { date: '$d', unit: 'month' } }, new Date('2024-03-01')],
  [{ $dateTrunc: { date: '$d', unit: 'week', startOfWeek: 'monday' } }, new Date('2024-03-25')],
  [{ $dateTrunc: { date: '$d', unit: 'hour', binSize: 6 } }, new Date('2024-03-31T18:00Z')],
  [{ $dateTrunc: { date: '$d', unit: 'day', timezone: 'Europe/Berlin' } }, new Date('2024-03-31T22:00Z')],
]

describe('an expression', () => {
  it.each(cases)('%o is %o', (expression, result) => {
    // Only one branch of a $cond is evaluated, but both are compiled.
    expect(evaluate(expression)).toEqual(result)
  })

  it('sees the variables of the command', () => {
    expect(commandVariables({ x: { $add: [1, 2] }, y: '$a' }, date)).toEqual({ x: 3, y: undefined })
    expect(() => commandVariables({ X: 1 }, date)).toThrow(expect.objectContaining({ code: 9 }))
    expect(evaluate({ $add: ['$$v', 1] })).toBe(2)
  })

  it.each<[unknown, number]>([
    [{ $foo: 1 }, 168],
    [{ $add: 1, $subtract: 2 }, 15983],
    [{ $subtract: [1] }, 16020],
    ['$', 16872],
    ['$a..b', 15998],
    ['$$nowhere', 17276],
    [{ $add: ['x', 1] }, 14],
    [{ $divide: [1, 0] }, 2],
    [{ $mod: [1, 0] }, 16610],
    [{ $size: '$a' }, 17124],
    [{ $in: [1, '$a'] }, 40081],
    [{ $concat: ['$a'] }, 16702],
    [{ $toInt: 'x' }, 241],
    [{ $toObjectId: 'x' }, 241],
    [{ $toInt: 3e10 }, 241],
    [{ $year: 'x' }, 16006],
    [{ $year: { date: '$d', timezone: 'Nowhere/Land' } }, 40485],
    [{ $dateToString: { date: '$d', format: '%q' } }, 18536],
    [{ $let: { vars: { X: 1 }, in: 1 } }, 9],
    [{ $switch: { branches: [named({ case: false }, 1)] } }, 40066],
    [{ $trim: { foo: 1, input: 'x' } }, 9],
    [{ $trim: {} }, 9],
  ])('%o fails with code %i', (expression, code) => {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ code }))
  })
})

function long(value: number) {
  return Long.fromNumber(value)
}

function double(value: number) {
  return new Double(value)
}

function decimal(text: string) {
  return Decimal128.fromString(text)
}

/** A literal with a `then` would look like a promise to the linter. */
function named(operands: Document, result: unknown): Document {
  return Object.fromEntries([...Object.entries(operands), ['then', result]])
}

function evaluate(expression: unknown): unknown {
  return compileExpression(expression)(newScope(doc, { v: 1 }))
}
