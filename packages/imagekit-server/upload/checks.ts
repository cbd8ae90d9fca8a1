import {
  type Comparison,
  compileQuery,
  orderingTest,
  parseNumber,
  parseQuery,
  parseSize,
  QuerySyntaxError,
  textTest,
} from '../protocol/query-language.ts'
import type { MediaFacts } from '../storage/media-facts.ts'

/** What an upload is checked by. `size` in bytes; `request` holds the form's fields as they were sent. */
export interface CheckSubject {
  size: number
  media: MediaFacts
  request: ReadonlyMap<string, string>
  tags: readonly string[]
  customMetadata: Readonly<Record<string, unknown>>
}

type Test = (subject: CheckSubject) => boolean

const NUMBERS: Record<string, (subject: CheckSubject) => number | undefined> = {
  'mediaMetadata.width': ({ media }) => media.width,
  'mediaMetadata.height': ({ media }) => media.height,
  'mediaMetadata.duration': ({ media }) => media.duration,
  'mediaMetadata.bitRate': ({ media }) => media.bitRate,
}

const TEXTS: Record<string, (subject: CheckSubject) => string | undefined> = {
  'file.mime': ({ media }) => media.mime,
  'mediaMetadata.videoCodec': ({ media }) => media.videoCodec,
  'mediaMetadata.audioCodec': ({ media }) => media.audioCodec,
  'request.folder': ({ request }) => request.get('folder'),
  'request.fileName': ({ request }) => request.get('fileName'),
  'request.webhookUrl': ({ request }) => request.get('webhookUrl'),
  'request.customCoordinates': ({ request }) => request.get('customCoordinates'),
}

const BOOLEANS: Record<string, { field: string; byDefault: boolean }> = {
  'request.useUniqueFileName': { field: 'useUniqueFileName', byDefault: true },
  'request.isPrivateFile': { field: 'isPrivateFile', byDefault: false },
  'request.isPublished': { field: 'isPublished', byDefault: true },
  'request.overwriteFile': { field: 'overwriteFile', byDefault: true },
  'request.overwriteTags': { field: 'overwriteTags', byDefault: true },
  'request.overwriteAITags': { field: 'overwriteAITags', byDefault: true },
  'request.overwriteCustomMetadata': { field: 'overwriteCustomMetadata', byDefault: true },
}

const CUSTOM = 'request.customMetadata.'

/**
 * Compiles the `checks` of an upload. Throws `QuerySyntaxError` for what is not in the grammar or not offered.
 * A comparison with something that the file does not have (the duration of a picture) fails, negated ones included:
 * checks exist to keep things out.
 */
export function compileChecks(text: string): Test {
  return compileQuery<CheckSubject>(parseQuery(text, { quotedFields: true }), compare)
}

function compare(comparison: Comparison): Test {
  const { field, operator, values } = comparison
  const [value = ''] = values

  if (field === 'file.size') return numeric(comparison, ({ size }) => size, parseSize(value))
  const number = NUMBERS[field]
  if (number !== undefined) return numeric(comparison, number, parseNumber(value))
  const text = TEXTS[field]
  if (text !== undefined) return textual(comparison, text)

  const boolean = BOOLEANS[field]
  if (boolean !== undefined) {
    if ((operator !== '=' && operator !== 'NOT =') || !/^(true|false)$/.test(value))
      throw unsupported(comparison)
    const wanted = (value === 'true') === (operator === '=')
    return ({ request }) => ((request.get(boolean.field) ?? String(boolean.byDefault)) === 'true') === wanted
  }
  if (field === 'request.tags') {
    if (operator === 'HAS') return ({ tags }) => values.some(tag => tags.includes(tag))
    if (operator === 'NOT HAS') return ({ tags }) => !values.some(tag => tags.includes(tag))
    throw unsupported(comparison)
  }
  if (field.startsWith(CUSTOM) && field.length > CUSTOM.length) {
    const key = field.slice(CUSTOM.length)
    const known = (metadata: CheckSubject['customMetadata']) =>
      Object.hasOwn(metadata, key) ? metadata[key] : undefined
    if (['<', '<=', '>', '>='].includes(operator)) {
      return numeric(comparison, ({ customMetadata }) => asNumber(known(customMetadata)), parseNumber(value))
    }
    return textual(comparison, ({ customMetadata }) => asText(known(customMetadata)))
  }
  throw unsupported(comparison)
}

function numeric(
  comparison: Comparison,
  read: (subject: CheckSubject) => number | undefined,
  wanted: number,
): Test {
  const test = orderingTest(comparison.operator)
  if (test === undefined) throw unsupported(comparison)
  return subject => {
    const actual = read(subject)
    return actual !== undefined && test(actual, wanted)
  }
}

function textual(comparison: Comparison, read: (subject: CheckSubject) => string | undefined): Test {
  const test = textTest(comparison.operator, comparison.values)
  if (test === undefined) throw unsupported(comparison)
  return subject => {
    const actual = read(subject)
    return actual !== undefined && test(actual)
  }
}

function asNumber(value: unknown) {
  return typeof value === 'number' ? value : undefined
}
function asText(value: unknown) {
  return value === undefined || value === null ? undefined : String(value)
}
function unsupported({ field, operator }: Comparison) {
  return new QuerySyntaxError(`Not offered: "${field}" ${operator}`)
}
