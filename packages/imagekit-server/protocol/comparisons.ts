import { type Comparison, type Operator, QuerySyntaxError } from './query-language.ts'

type Test<Subject> = (subject: Subject) => boolean

const NUMBER_TESTS: Partial<Record<Operator, (actual: number, wanted: number) => boolean>> = {
  '=': (actual, wanted) => actual === wanted,
  'NOT =': (actual, wanted) => actual !== wanted,
  '<': (actual, wanted) => actual < wanted,
  '<=': (actual, wanted) => actual <= wanted,
  '>': (actual, wanted) => actual > wanted,
  '>=': (actual, wanted) => actual >= wanted,
}

const TEXT_TESTS: Partial<Record<Operator, (actual: string, values: readonly string[]) => boolean>> = {
  '=': (actual, [wanted]) => actual === wanted,
  'NOT =': (actual, [wanted]) => actual !== wanted,
  ':': (actual, [start = '']) => actual.startsWith(start),
  IN: (actual, values) => values.includes(actual),
  'NOT IN': (actual, values) => !values.includes(actual),
}

const SIZE_UNITS: Record<string, number> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

/** Compares a number with `wanted`. A subject without that number passes no comparison, not even a negated one. */
export function compareNumber<Subject>(
  comparison: Comparison,
  read: (subject: Subject) => number | undefined,
  wanted: number,
): Test<Subject> {
  const test = NUMBER_TESTS[comparison.operator]
  if (test === undefined) throw unsupported(comparison)
  return subject => {
    const actual = read(subject)
    return actual !== undefined && test(actual, wanted)
  }
}

/** Compares a text with the values. A subject without that text passes no comparison, not even a negated one. */
export function compareText<Subject>(
  comparison: Comparison,
  read: (subject: Subject) => string | undefined,
): Test<Subject> {
  const test = TEXT_TESTS[comparison.operator]
  if (test === undefined) throw unsupported(comparison)
  return subject => {
    const actual = read(subject)
    return actual !== undefined && test(actual, comparison.values)
  }
}

export function compareBoolean<Subject>(
  comparison: Comparison,
  read: (subject: Subject) => boolean,
): Test<Subject> {
  const { operator, values } = comparison
  const [value = ''] = values
  const isBoolean = value === 'true' || value === 'false'
  if ((operator !== '=' && operator !== 'NOT =') || !isBoolean) throw unsupported(comparison)
  const wanted = (value === 'true') === (operator === '=')
  return subject => read(subject) === wanted
}

export function unsupported({ field, operator }: Comparison): QuerySyntaxError {
  return new QuerySyntaxError(`Not offered: ${field} ${operator}`)
}

/** `1500`, `50mb` or `0.5gb` → bytes. ImageKit does not say whether its MB are 10⁶ or 2²⁰ bytes. Here they are 2²⁰. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?b)?$/i.exec(text.trim())
  const unit = SIZE_UNITS[(match?.[2] ?? '').toLowerCase()]
  if (match === null || unit === undefined) throw new QuerySyntaxError(`Not a size: ${text}`)
  return Number(match[1]) * unit
}

export function parseNumber(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text.trim())) throw new QuerySyntaxError(`Not a number: ${text}`)
  return Number(text)
}
