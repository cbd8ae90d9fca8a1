import {
  compareBoolean,
  compareNumber,
  compareText,
  parseNumber,
  parseSize,
  unsupported,
} from '../protocol/comparisons.ts'
import {
  type Comparison,
  compileQuery,
  parseQuery,
  type Query,
  QuerySyntaxError,
} from '../protocol/query-language.ts'

/** What a search looks at: a file, a version of a file, or a folder. */
export interface SearchSubject {
  id: string
  type: 'file' | 'file-version' | 'folder'
  name: string
  /** `/` or `/a/b`, without a slash at the end. */
  folder: string
  tags: readonly string[]
  createdAt: string
  updatedAt: string
  size?: number | undefined
  width?: number | undefined
  height?: number | undefined
  isPrivate: boolean
  isPublished: boolean
}

type Test = (subject: SearchSubject) => boolean

const DAY = 86_400_000
/** In milliseconds. A month counts as 30 days and a year as 365. */
const AGE_UNITS: Record<string, number> = { h: DAY / 24, d: DAY, w: 7 * DAY, m: 30 * DAY, y: 365 * DAY }

/**
 * Compiles a `searchQuery`. Ages such as `"7d"` count back from `nowMs`. `asksForType` tells whether folders and versions
 * may be in the result. Throws `QuerySyntaxError` for what is not in the language or not offered.
 */
export function compileSearch(text: string, nowMs: number): { matches: Test; asksForType: boolean } {
  const query = parseQuery(text, { quotedFields: false })
  const matches = compileQuery<SearchSubject>(query, comparison => compare(comparison, nowMs))
  return { matches, asksForType: namesType(query) }
}

export function withoutEndSlash(folder: string): string {
  const levels = folder.split('/').filter(level => level !== '')
  return `/${levels.join('/')}`
}

function namesType(query: Query): boolean {
  if (query.kind === 'comparison') return query.field === 'type'
  return query.kind === 'not' ? namesType(query.term) : query.terms.some(namesType)
}

function compare(comparison: Comparison, nowMs: number): Test {
  const { field, values } = comparison
  const [value = ''] = values
  switch (field) {
    case 'id':
      return compareText(comparison, ({ id }) => id)
    case 'type':
      return compareText(comparison, ({ type }) => type)
    case 'name':
      return compareText(comparison, ({ name }) => name)
    case 'path':
      return inFolder(comparison)
    case 'tags':
      return tagged(comparison)
    case 'size':
      return compareNumber(comparison, ({ size }) => size, parseSize(value))
    case 'width':
      return compareNumber(comparison, ({ width }) => width, parseNumber(value))
    case 'height':
      return compareNumber(comparison, ({ height }) => height, parseNumber(value))
    case 'createdAt':
      return compareNumber(comparison, ({ createdAt }) => Date.parse(createdAt), parseTime(value, nowMs))
    case 'updatedAt':
      return compareNumber(comparison, ({ updatedAt }) => Date.parse(updatedAt), parseTime(value, nowMs))
    case 'private':
      return compareBoolean(comparison, ({ isPrivate }) => isPrivate)
    case 'published':
      return compareBoolean(comparison, ({ isPublished }) => isPublished)
    default:
      throw unsupported(comparison)
  }
}

/** `:` includes the folders below, `=` and `IN` do not. */
function inFolder(comparison: Comparison): Test {
  const wanted = comparison.values.map(withoutEndSlash)
  if (comparison.operator !== ':')
    return compareText({ ...comparison, values: wanted }, ({ folder }) => folder)
  const [top = '/'] = wanted
  if (top === '/') return () => true
  return ({ folder }) => folder === top || folder.startsWith(`${top}/`)
}

function tagged(comparison: Comparison): Test {
  const { operator, values } = comparison
  const hasAny: Test = ({ tags }) => values.some(tag => tags.includes(tag))
  if (operator === 'IN' || operator === 'HAS' || operator === '=') return hasAny
  if (operator === 'NOT IN' || operator === 'NOT HAS' || operator === 'NOT =')
    return subject => !hasAny(subject)
  throw unsupported(comparison)
}

/** Reads an ISO 8601 time or an age: `createdAt > "7d"` finds what is younger than a week. */
function parseTime(text: string, nowMs: number): number {
  const age = /^(\d{1,6})([hdwmy])$/.exec(text)
  if (age !== null) return nowMs - Number(age[1]) * (AGE_UNITS[age[2] ?? ''] ?? 0)
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(time)) throw new QuerySyntaxError(`Not a time: ${text}`)
  return time
}
