import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import type { $ZodTypes } from 'zod/v4/core'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { answerWriter } from './answer-writer.ts'

type Write = (answer: unknown) => string

function writeOf(schema: z.core.$ZodType): Write {
  return new Function(answerWriter(schema)?.replace('export const write =', 'return') ?? '')()
}

/** The text, or that there is none. */
function outcomeOf(write: Write, answer: unknown): string {
  try {
    return write(answer)
  } catch {
    return 'refused'
  }
}

const { endpoints } = await readDeclarations(process.cwd())
const schemas = endpoints.flatMap(({ name, endpoint: { success } }) =>
  success.body && !success.contentType && !success.packed ? [{ name, body: success.body }] : [],
)
const written = schemas.filter(({ body }) => answerWriter(body) !== null)

const Tagged = z.strictObject({ a: z.literal('a') })

const Nested = z.strictObject({
  name: z.string(),
  get inner(): z.ZodArray<z.ZodType> {
    return z.array(Nested)
  },
})

describe('the code that writes an answer', () => {
  it('is made for every answer but those with names that nobody knows before', () => {
    const others = schemas.filter(one => !written.includes(one)).map(({ name }) => name)
    expect(others).toEqual(['createUpload', 'renewUpload'])
  })

  it.for(written)('writes what zod lets through, and refuses what zod refuses: $name', ({ body }) => {
    const write = writeOf(body)
    const byZod = (answer: unknown) => JSON.stringify(z.parse(body, answer))
    fc.assert(
      fc.property(answersTo(body), answer => {
        expect(write(answer)).toBe(byZod(answer))
      }),
      { numRuns: 20 },
    )
    fc.assert(
      fc.property(answersTo(body).chain(spoilt), answer => {
        expect(outcomeOf(write, answer)).toBe(outcomeOf(byZod, answer))
      }),
      { numRuns: 100 },
    )
  })

  const SHAPES = {
    text: z.string(),
    lower: z
      .string()
      .regex(/^[a-z]{2}$/i)
      .toLowerCase(),
    plain: z.string().regex(/^[A-Z0-9_-]*$/),
    quoted: z.string().regex(/^["\\a-z]+$/),
    unicode: z.string().regex(/^[\p{L}]+$/u),
    kelvin: z.string().regex(/^[a-z]+$/iu),
    address: z.url(),
    time: z.iso.datetime(),
    day: z.iso.date(),
    anything: z.number(),
    whole: z.int(),
    count: z.int32().min(0),
    share: z.number().min(0).max(1),
    above: z.number().gt(0).lt(10),
    few: z.enum(['a', 'b']),
    many: z.enum(['a', 'b', 'c', 'd', '"e"', '\u2028']),
    one: z.literal([1, 'x', null, true]),
    list: z.array(z.nullable(z.boolean())).max(2),
    nested: z.strictObject({ a: z.strictObject({ b: z.string(), c: z.string().optional() }) }),
    kinds: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('text'), text: z.string() }),
      z.strictObject({ kind: z.literal(['none', 'unknown']) }),
    ]),
    small: mini.strictObject({ name: mini.string().check(mini.meta({ maxLength: 3 })) }),
    'odd kinds': z.discriminatedUnion('the-kind', [
      z.strictObject({ 'the-kind': z.literal(1) }),
      z.strictObject({ 'the-kind': z.literal(null), more: z.int() }),
    ]),
    numbered: z.enum({ one: 1, two: 2, text: 'text' }),
    'odd names': z.strictObject({ 'a-b': z.string(), "it's": z.string(), constructor: z.string() }),
  }

  it.for(Object.entries(SHAPES))('is right for every kind of schema: %s', ([, schema]) => {
    const body = z.strictObject({ it: schema })
    const write = writeOf(body)
    const byZod = (answer: unknown) => JSON.stringify(z.parse(body, answer))
    for (const it of ODD) expect(outcomeOf(write, { it })).toBe(outcomeOf(byZod, { it }))
    fc.assert(
      fc.property(fc.oneof(answersTo(body), answersTo(body).chain(spoilt)), answer => {
        expect(outcomeOf(write, answer)).toBe(outcomeOf(byZod, answer))
      }),
      { numRuns: 300 },
    )
  })

  it.for([
    ['an open object', z.object({ a: z.string() })],
    ['an object without fields', z.strictObject({})],
    ['a record', z.record(z.string(), z.string())],
    ['a refined text', z.string().refine(text => text.length > 1)],
    ['a refined object', z.strictObject({ a: z.string() }).refine(({ a }) => a !== '')],
    ['a text of some length', z.string().min(3)],
    ['a text that is trimmed', z.string().trim()],
    [
      'a pattern after the lower case',
      z
        .string()
        .toLowerCase()
        .regex(/^[a-z]$/),
    ],
    ['a pattern that remembers', z.string().regex(/a/g)],
    ['an address of some host', z.url({ hostname: /^a$/ })],
    ['an email', z.email()],
    ['a coerced number', z.coerce.number()],
    ['a multiple', z.number().multipleOf(2)],
    ['a number of 32 bits', z.float32()],
    ['a default', z.strictObject({ a: z.string().default('a') })],
    ['a union that is not told apart', z.union([z.string(), z.null()])],
    ['a transform', z.string().transform(text => text)],
    ['a date', z.date()],
    ['a literal that JSON does not have', z.literal([1n, undefined])],
    ['a number that JSON does not have', z.literal(NaN)],
    ['a union that tries all', z.discriminatedUnion('a', [Tagged], { unionFallback: true })],
    ['an object that contains itself', Nested],
    [
      'a field that may be absent but not undefined',
      z.strictObject({ a: z.int(), b: z.exactOptional(z.int()) }),
    ],
    ['a prototype', z.strictObject({ ['__proto__']: z.string() })],
  ] as const)('is not made for %s', ([, schema]) => {
    expect(answerWriter(schema)).toBeNull()
  })

  it('says where an answer does not fit', () => {
    const write = writeOf(z.strictObject({ items: z.array(z.strictObject({ title: z.string() })) }))
    expect(() => write({ items: [{ title: 3 }] })).toThrow('does not fit its schema: items.title')
    expect(() => write({ items: [{ title: 'a', passwordHash: 'b' }] })).toThrow(
      'items has the field passwordHash',
    )
  })
})

const ODD: readonly unknown[] = [
  ...[undefined, null, true, '', '"\n\u2028\ud800', ' https://a.example/\n"b" ', 'ftp:x', 'https:///'],
  ...[0, -0, 1, -1, 1.5, 0.5, 10, NaN, Infinity, 2 ** 31, -(2 ** 31), 2 ** 53, 1e21, 1n, Symbol.iterator],
  ...['2026-02-29T00:00:00Z', '2026-11-27T20:00:00.000Z', '2026-11-27T20:00:00+01:00', '2026-11-27'],
  ...['a', 'A', 'AZ', 'aZ"', 'a-b', 'K', 'é', 'text', 'none', 'x', [], [null], [true, false, null], {}],
  ...[{ kind: 'none' }, { kind: 'none', text: '' }, { kind: 'text', text: 'a' }, { kind: 'other' }],
  ...[new Date(0), new Map(), Object.create({ kind: 'none' }), () => 'a', JSON.parse('{"__proto__":1}')],
]

/** The same answer with something in it replaced, left out or added. */
function spoilt(answer: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(answer)
  if (places.length === 0) return fc.constantFrom(...ODD)
  const change = fc.record({
    place: fc.nat(places.length - 1),
    kind: fc.constantFrom('replace', 'replace', 'delete', 'add'),
    odd: fc.constantFrom(...ODD),
  })
  return change.map(({ place, kind, odd }) => {
    const copy = structuredClone(answer)
    const { holder, key } = placesIn(copy)[place] ?? { holder: {}, key: '' }
    if (kind === 'replace') holder[key] = odd
    else if (kind === 'delete') delete holder[key]
    else holder['passwordHash'] = odd
    return copy
  })
}

interface Spot {
  holder: Record<string, unknown>
  key: string
}

function placesIn(value: unknown): Spot[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap(key => [{ holder, key }, ...placesIn(holder[key])])
}

/** Answers that fit a schema. */
function answersTo(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as $ZodTypes)._zod
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(def.shape)
      const required = fields.filter(([, field]) => (field as $ZodTypes)._zod.def.type !== 'optional')
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, answersTo(field)])), {
        requiredKeys: required.map(([name]) => name),
        noNullPrototype: true,
      })
    }
    case 'array':
      return fc.array(answersTo(def.element), { maxLength: 2 })
    case 'nullable':
      return fc.option(answersTo(def.innerType), { freq: 3 })
    case 'optional':
      return answersTo(def.innerType)
    case 'union':
      return fc.oneof(...def.options.map(answersTo))
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries))
    case 'literal':
      return fc.constantFrom(...def.values)
    case 'boolean':
      return fc.boolean()
    case 'string':
      return textsOf(schema)
    case 'number':
      return numbersOf(schema)
    default:
      throw new Error(`This test cannot make an answer of type ${def.type}`)
  }
}

function textsOf(schema: z.core.$ZodType): fc.Arbitrary<string> {
  const { format, pattern, checks = [] } = (schema as z.core.$ZodStringFormat)._zod.def
  if (format === 'url') return fc.webUrl({ withQueryParameters: true })
  const times = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  if (format === 'datetime') return times.map(time => time.toISOString())
  if (format === 'date') return times.map(time => time.toISOString().slice(0, 10))
  const patterns = checks.flatMap(check => (check as z.core.$ZodCheckStringFormat)._zod.def.pattern ?? [])
  const [only] = pattern ? [pattern] : patterns
  if (!only) return fc.string({ unit: fc.nat(0xffff).map(code => String.fromCharCode(code)) })
  // Of the flags, it takes only those for Unicode.
  return fc.stringMatching(new RegExp(only.source, only.flags.replace('i', '')))
}

function numbersOf(schema: z.core.$ZodType): fc.Arbitrary<number> {
  const { format, checks = [] } = (schema as z.core.$ZodNumberFormat)._zod.def
  let [min, max] = [-(2 ** 31), 2 ** 31 - 1]
  let [minExcluded, maxExcluded] = [false, false]
  for (const check of checks) {
    const { check: kind, value, inclusive } = (check as z.core.$ZodCheckLessThan)._zod.def
    if (kind === 'less_than') [max, maxExcluded] = [Number(value), !inclusive]
    if ((kind as string) === 'greater_than') [min, minExcluded] = [Number(value), !inclusive]
  }
  if (format !== undefined)
    return fc.integer({ min: min + Number(minExcluded), max: max - Number(maxExcluded) })
  return fc.double({ min, max, minExcluded, maxExcluded, noNaN: true })
}
