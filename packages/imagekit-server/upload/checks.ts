import {
  compareBoolean,
  compareNumber,
  compareText,
  parseNumber,
  parseSize,
  unsupported,
} from '../protocol/comparisons.ts'
import { type Comparison, compileQuery, parseQuery } from '../protocol/query-language.ts'
import type { MediaFacts } from '../storage/media-facts.ts'

/** What the checks of an upload look at. `size` in bytes; `request` holds the fields of the form as they were sent. */
interface CheckSubject {
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

const BOOLEANS: Record<string, { name: string; byDefault: 'true' | 'false' }> = {
  'request.useUniqueFileName': { name: 'useUniqueFileName', byDefault: 'true' },
  'request.isPrivateFile': { name: 'isPrivateFile', byDefault: 'false' },
  'request.isPublished': { name: 'isPublished', byDefault: 'true' },
  'request.overwriteFile': { name: 'overwriteFile', byDefault: 'true' },
  'request.overwriteTags': { name: 'overwriteTags', byDefault: 'true' },
  'request.overwriteAITags': { name: 'overwriteAITags', byDefault: 'true' },
  'request.overwriteCustomMetadata': { name: 'overwriteCustomMetadata', byDefault: 'true' },
}

const CUSTOM = 'request.customMetadata.'

/**
 * Compiles the `checks` of an upload. Throws `QuerySyntaxError` for what is not in the language or not offered.
 * A comparison with something that the file does not have, such as the duration of a picture, fails even if it is
 * negated: checks exist to keep files out.
 */
export function compileChecks(text: string): Test {
  return compileQuery<CheckSubject>(parseQuery(text, { quotedFields: true }), compare)
}

function compare(comparison: Comparison): Test {
  const { field, operator, values } = comparison
  const [value = ''] = values

  if (field === 'file.size') return compareNumber(comparison, ({ size }) => size, parseSize(value))
  const number = NUMBERS[field]
  if (number !== undefined) return compareNumber(comparison, number, parseNumber(value))
  const text = TEXTS[field]
  if (text !== undefined) return compareText(comparison, text)

  const boolean = BOOLEANS[field]
  if (boolean !== undefined) {
    const { name, byDefault } = boolean
    return compareBoolean(comparison, ({ request }) => (request.get(name) ?? byDefault) === 'true')
  }
  if (field === 'request.tags') {
    if (operator === 'HAS') return ({ tags }) => values.some(tag => tags.includes(tag))
    if (operator === 'NOT HAS') return ({ tags }) => !values.some(tag => tags.includes(tag))
    throw unsupported(comparison)
  }
  if (field.startsWith(CUSTOM) && field.length > CUSTOM.length) {
    const key = field.slice(CUSTOM.length)
    const read = ({ customMetadata }: CheckSubject) =>
      Object.hasOwn(customMetadata, key) ? customMetadata[key] : undefined
    return ['<', '<=', '>', '>='].includes(operator)
      ? compareNumber(comparison, subject => asNumber(read(subject)), parseNumber(value))
      : compareText(comparison, subject => asText(read(subject)))
  }
  throw unsupported(comparison)
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function asText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value)
}
