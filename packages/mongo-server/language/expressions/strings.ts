import { boundedMatch } from '../limits/bounded-match.ts'
import { countSteps } from '../limits/interruption.ts'
import { isDocument } from '../values/bson.ts'
import { compareStrings } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { isDecimal, toNumber } from '../values/numbers.ts'
import { compileRegex, toRegExp } from '../values/regex.ts'
import { isNullish, isNumeric, isRegex, typeName } from '../values/types.ts'
import type { PlainFunction, PlainFunctions } from './scope.ts'

const WHITE_SPACE = [
  ...'\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
]

interface Match {
  match: string
  idx: number
  captures: (string | null)[]
}

const globals = new WeakMap<RegExp, RegExp>()

/** Twice what fits into a document, which only a part of it may use. */
const LONGEST_STRING = 32 * 1024 * 1024

export const STRING_FUNCTIONS: PlainFunctions = {
  $concat: {
    min: 0,
    max: Infinity,
    apply: operands => {
      if (operands.some(isNullish)) return null
      let length = 0
      for (const operand of operands) {
        if (typeof operand !== 'string') {
          throw new MongoError(16702, `$concat only supports strings, not ${typeName(operand)}`)
        }
        length += operand.length
      }
      if (length > LONGEST_STRING) {
        throw new MongoError('ExceededMemoryLimit', `$concat would make a string of ${length} characters`)
      }
      return operands.join('')
    },
  },
  $toLower: mapped('$toLower', text => text.toLowerCase()),
  $toUpper: mapped('$toUpper', text => text.toUpperCase()),
  $strcasecmp: {
    min: 2,
    max: 2,
    apply: operands => {
      const [a = '', b = ''] = operands.map(operand => textOf('$strcasecmp', operand).toUpperCase())
      return compareStrings(a, b)
    },
  },
  $strLenCP: length('$strLenCP', text => [...text].length),
  $strLenBytes: length('$strLenBytes', text => Buffer.byteLength(text)),
  $substr: { min: 3, max: 3, apply: substringBytes },
  $substrBytes: { min: 3, max: 3, apply: substringBytes },
  $substrCP: {
    min: 3,
    max: 3,
    apply: ([value, start, count]) => {
      const from = wholeFor('$substrCP', start)
      const characters = [...textOf('$substrCP', value)]
      return characters.slice(from, from + Math.max(0, wholeFor('$substrCP', count))).join('')
    },
  },
  $indexOfCP: indexOf('$indexOfCP', text => [...text]),
  $indexOfBytes: indexOf('$indexOfBytes', text => [...Buffer.from(text).toString('latin1')]),
  $split: {
    min: 2,
    max: 2,
    apply: ([value, delimiter]) => {
      if (isNullish(value) || isNullish(delimiter)) return null
      const separator = stringFor('$split', 'delimiter', delimiter)
      if (separator === '') throw new MongoError(40087, '$split requires a non-empty separator')
      return stringFor('$split', 'string', value).split(separator)
    },
  },
  $trim: trimmer('$trim', true, true),
  $ltrim: trimmer('$ltrim', true, false),
  $rtrim: trimmer('$rtrim', false, true),
  $replaceOne: replacer('$replaceOne', (input, find, by) => input.replace(find, () => by)),
  $replaceAll: replacer('$replaceAll', (input, find, by) => input.replaceAll(find, () => by)),
  $regexMatch: regexFunction('$regexMatch', 1, matches => matches.length > 0),
  $regexFind: regexFunction('$regexFind', 1, ([first]) => first ?? null),
  $regexFindAll: regexFunction('$regexFindAll', Number.POSITIVE_INFINITY, matches => matches),
}

/** The text of a value that string functions accept: null and missing become empty. */
function textOf(name: string, value: unknown): string {
  if (isNullish(value)) return ''
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (isNumeric(value)) return isDecimal(value) ? value.toString() : String(toNumber(value))
  throw new MongoError(16007, `can't convert from BSON type ${typeName(value)} to String in ${name}`)
}

function stringFor(name: string, argument: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new MongoError(51746, `${name} requires that '${argument}' be a string, found: ${typeName(value)}`)
}

function wholeFor(name: string, value: unknown): number {
  if (isNumeric(value)) return Math.trunc(toNumber(value))
  throw new MongoError(34450, `${name}: index must be a number, but is of type ${typeName(value)}`)
}

function mapped(name: string, change: (text: string) => unknown): PlainFunction {
  return { min: 1, max: 1, apply: ([value]) => change(textOf(name, value)) }
}

function length(name: string, measure: (text: string) => number): PlainFunction {
  return {
    min: 1,
    max: 1,
    apply: ([value]) => {
      if (typeof value === 'string') return measure(value)
      throw new MongoError(34471, `${name} requires a string argument, found: ${typeName(value)}`)
    },
  }
}

function trimmer(name: string, left: boolean, right: boolean): PlainFunction {
  return {
    min: 1,
    max: 1,
    named: { required: ['input'], optional: ['chars'] },
    apply: ([operands]) => {
      const { input, chars } = isDocument(operands) ? operands : {}
      if (isNullish(input) || chars === null) return null
      const set = new Set(chars === undefined ? WHITE_SPACE : [...stringFor(name, 'chars', chars)])
      const text = [...stringFor(name, 'input', input)]
      let start = 0
      let end = text.length
      while (left && start < end && set.has(text[start] ?? '')) start++
      while (right && end > start && set.has(text[end - 1] ?? '')) end--
      return text.slice(start, end).join('')
    },
  }
}

function replacer(name: string, replace: (input: string, find: string, by: string) => string): PlainFunction {
  return {
    min: 1,
    max: 1,
    named: { required: ['input', 'find', 'replacement'], optional: [] },
    apply: ([operands]) => {
      const { input, find, replacement } = isDocument(operands) ? operands : {}
      if (isNullish(input) || isNullish(find) || isNullish(replacement)) return null
      return replace(
        stringFor(name, 'input', input),
        stringFor(name, 'find', find),
        stringFor(name, 'replacement', replacement),
      )
    },
  }
}

function substringBytes(operands: unknown[]): string {
  const bytes = Buffer.from(textOf('$substrBytes', operands[0]))
  const start = wholeFor('$substrBytes', operands[1])
  const count = wholeFor('$substrBytes', operands[2])
  if (start < 0) throw new MongoError(50752, '$substrBytes: starting index must be non-negative')
  const end = count < 0 ? bytes.length : Math.min(bytes.length, start + count)
  if (isContinuation(bytes[start]) || isContinuation(bytes[end])) {
    throw new MongoError(
      28656,
      '$substrBytes: Invalid range, starting or ending in the middle of a UTF-8 character.',
    )
  }
  return bytes.toString('utf8', start, end)
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

/** Positions count code points (`$indexOfCP`) or bytes (`$indexOfBytes`): -1 if there is none. */
function indexOf(name: string, split: (text: string) => string[]): PlainFunction {
  return {
    min: 2,
    max: 4,
    apply: ([value, search, start = 0, end]) => {
      if (isNullish(value)) return null
      const text = split(stringFor(name, 'string', value))
      const sought = split(stringFor(name, 'substring', search))
      const to = end === undefined ? text.length : Math.min(text.length, wholeFor(name, end))
      for (let at = wholeFor(name, start); at + sought.length <= to; at++) {
        if (sought.every((unit, i) => text[at + i] === unit)) return at
      }
      return -1
    },
  }
}

/** `most` is how many matches it looks for. */
function regexFunction(name: string, most: number, found: (matches: Match[]) => unknown): PlainFunction {
  return {
    min: 1,
    max: 1,
    named: { required: ['input', 'regex'], optional: ['options'] },
    apply: ([operands]) => {
      const { input, regex, options } = isDocument(operands) ? operands : {}
      if (isNullish(input) || isNullish(regex)) return found([])
      const text = stringFor(name, 'input', input)
      const pattern = isRegex(regex)
        ? toRegExp(regex, optionsOf(options))
        : compileRegex(stringFor(name, 'regex', regex), optionsOf(options))
      return found(matchesOf(text, pattern, most))
    },
  }
}

function optionsOf(options: unknown): string {
  return typeof options === 'string' ? options : ''
}

function matchesOf(text: string, pattern: RegExp, most: number): Match[] {
  const found = boundedMatch(pattern, text, () => firstMatches(text, pattern, most))
  let at = 0
  let idx = 0
  return found.map(match => {
    const [whole, ...captures] = match
    countSteps()
    // In characters, not in units of UTF-16.
    idx += [...text.slice(at, match.index)].length
    at = match.index
    return { match: whole, idx, captures: captures.map(part => part ?? null) }
  })
}

function firstMatches(text: string, pattern: RegExp, most: number): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  for (const match of text.matchAll(globalOf(pattern))) {
    found.push(match)
    if (found.length >= most) break
  }
  return found
}

/** `matchAll` wants the flag g, and works on a copy. */
function globalOf(pattern: RegExp): RegExp {
  let global = globals.get(pattern)
  if (!global) {
    global = new RegExp(pattern, `${pattern.flags}g`)
    globals.set(pattern, global)
  }
  return global
}
