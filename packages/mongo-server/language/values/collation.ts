import { isDocument } from './bson.ts'
import { MongoError } from './errors.ts'

/**
 * Strings are compared by sort keys of our own rather than by `Intl.Collator`: the collator gives no sort keys, and
 * an index must hold keys that agree with every comparison, whatever ICU the Node that opens the file was built
 * with. The keys follow the levels of the Unicode Collation Algorithm in the root order: base letters first, then
 * marks (strength 2), then case (strength 3).
 */
export interface Collation {
  locale: string
  strength: 1 | 2 | 3
  caseLevel: boolean
  caseFirst: 'upper' | 'lower' | 'off'
  numericOrdering: boolean
}

/** Languages whose alphabet has the root order (CLDR tailors nothing for them). */
const ROOT_ORDERED_LOCALES = new Set(['en', 'en_US', 'de', 'fr', 'it', 'nl', 'pt', 'id', 'ca', 'ga', 'ms'])

const ACCEPTED_VALUES: { readonly [option: string]: readonly unknown[] } = {
  alternate: ['non-ignorable'],
  maxVariable: ['punct', 'space'],
  backwards: [false],
  normalization: [false, true],
  version: ['57.1', '70.1'],
}

const KNOWN_OPTIONS = new Set(['locale', 'strength', 'caseLevel', 'caseFirst', 'numericOrdering'])

/** Root order of ASCII's printable characters; control characters are ignored, as in the root collation. */
const ASCII_ORDER = ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789'
const ASCII_WEIGHT = new Map(
  [...ASCII_ORDER].map((character, rank) => [character, String.fromCharCode(0x10 + rank)]),
)

const LEVEL_END = '\u0000'
const DIGIT_WEIGHT = ASCII_WEIGHT.get('0') ?? ''

/** Sorting asks for the key of the same string many times. */
const knownKeys = new WeakMap<Collation, Map<string, string>>()
const MOST_KNOWN_KEYS = 10_000

/** The collation of a command or index. Undefined for none and for `simple`, which both compare binary. */
export function parseCollation(doc: unknown): Collation | undefined {
  if (doc === undefined || doc === null) return undefined
  if (!isDocument(doc)) throw new MongoError('TypeMismatch', "Field 'collation' must be an object")
  const { locale, strength = 3, caseLevel = false, caseFirst = 'off', numericOrdering = false } = doc
  if (locale === undefined && Object.keys(doc).length === 0) return undefined
  if (typeof locale !== 'string') {
    throw new MongoError(40414, "BSON field 'collation.locale' is missing but a required field")
  }
  for (const [option, value] of Object.entries(doc)) {
    if (KNOWN_OPTIONS.has(option)) continue
    const known = ACCEPTED_VALUES[option]
    if (known === undefined)
      throw new MongoError(40415, `BSON field 'collation.${option}' is an unknown field.`)
    if (!known.includes(value)) refuse(`${option}: ${JSON.stringify(value)}`)
  }
  if (locale === 'simple') return undefined
  if (!ROOT_ORDERED_LOCALES.has(locale)) refuse(`locale: '${locale}'`)
  const level = Number(strength)
  if (level === 4 || level === 5) refuse(`strength: ${level}`)
  if (level !== 1 && level !== 2 && level !== 3) {
    throw new MongoError(
      'BadValue',
      `Enumeration value '${strength}' for field 'collation.strength' is not a valid value.`,
    )
  }
  if (caseFirst !== 'upper' && caseFirst !== 'lower' && caseFirst !== 'off') {
    throw new MongoError(
      'BadValue',
      `Enumeration value '${caseFirst}' for field 'collation.caseFirst' is not a valid value.`,
    )
  }
  if (typeof caseLevel !== 'boolean' || typeof numericOrdering !== 'boolean') {
    throw new MongoError(
      'TypeMismatch',
      "Fields 'collation.caseLevel' and 'collation.numericOrdering' must be boolean",
    )
  }
  return { locale, strength: level, caseLevel, caseFirst, numericOrdering }
}

/**
 * Keys that, compared code point by code point, have the order of the strings under the collation. Equal keys mean
 * equal strings.
 */
export function sortKey(text: string, collation: Collation): string {
  let keys = knownKeys.get(collation)
  if (keys === undefined || keys.size >= MOST_KNOWN_KEYS) {
    keys = new Map()
    knownKeys.set(collation, keys)
  }
  let key = keys.get(text)
  if (key === undefined) {
    key = makeSortKey(text, collation)
    keys.set(text, key)
  }
  return key
}

function refuse(option: string): never {
  throw new MongoError('BadValue', `This server does not support the collation option ${option}`)
}

function makeSortKey(text: string, collation: Collation): string {
  let bases = ''
  let marks = ''
  let cases = ''
  const upper = collation.caseFirst === 'upper' ? '\u0001' : '\u0002'
  const lower = collation.caseFirst === 'upper' ? '\u0002' : '\u0001'
  const decomposed = text.normalize('NFKD')
  for (let position = 0; position < decomposed.length; ) {
    if (collation.numericOrdering) {
      const number = /^[0-9]+/.exec(decomposed.slice(position, position + 250))?.[0]
      if (number !== undefined) {
        const value = number.replace(/^0+(?=.)/, '')
        // Longer numbers are greater; the length goes before the digits.
        bases += DIGIT_WEIGHT + String.fromCharCode(0x100 + value.length) + value
        marks += '\u0001'
        cases += lower
        position += number.length
        continue
      }
    }
    const character = String.fromCodePoint(decomposed.codePointAt(position) ?? 0)
    position += character.length
    if (isIgnorable(character)) continue
    if (/^\p{M}$/u.test(character)) {
      marks += character
      continue
    }
    const folded = foldCase(character)
    bases += ASCII_WEIGHT.get(folded) ?? folded
    marks += '\u0001'
    cases += folded === character ? lower : upper
  }
  let key = bases
  if (collation.strength >= 2) key += LEVEL_END + withoutTail(marks)
  if (collation.strength >= 3 || collation.caseLevel) key += LEVEL_END + withoutTail(cases)
  return key
}

function isIgnorable(character: string): boolean {
  return character <= '\u0008' || (character >= '\u000e' && character <= '\u001f') || character === '\u007f'
}

/** Folds case by way of the upper case, so that ς and σ, ß and ẞ agree. */
function foldCase(character: string): string {
  return character < '\u0080' ? character.toLowerCase() : character.toUpperCase().toLowerCase()
}

/** Trailing lowest weights carry no information: most keys end with empty levels. */
function withoutTail(level: string): string {
  let length = level.length
  while (length > 0 && level[length - 1] === '\u0001') length--
  return level.slice(0, length)
}
