import { normaliseFolder, sanitiseFileName } from '../protocol/names.ts'
import { Refusal } from '../protocol/replies.ts'

export interface UploadParameters {
  fileName: string
  folder: string
  tags: string[] | null
  useUniqueFileName: boolean
  isPrivateFile: boolean
  isPublished: boolean
  overwriteFile: boolean
  overwriteTags: boolean
  overwriteCustomMetadata: boolean
  customCoordinates: string | null
  customMetadata: Record<string, unknown> | undefined
  description: string | null
  responseFields: string[]
  checks: string | undefined
  hasPreTransformation: boolean
}

const MAX_TAGS_LENGTH = 500

const RESPONSE_FIELDS = [
  'tags',
  'customCoordinates',
  'isPrivateFile',
  'embeddedMetadata',
  'isPublished',
  'customMetadata',
  'metadata',
  'selectedFieldsSchema',
]

/** The parameters of an upload out of its form. Throws a `Refusal` for the first one that is not acceptable. */
export function readUploadParameters(fields: ReadonlyMap<string, string>): UploadParameters {
  const fileName = fields.get('fileName') ?? ''
  if (fileName === '') throw new Refusal(400, 'Your request is missing fileName parameter.')
  const folder = fields.get('folder') ?? '/'
  sanitiseFileName(fileName)
  normaliseFolder(folder)

  const responseFields = list(fields.get('responseFields')) ?? []
  if (responseFields.some(name => !RESPONSE_FIELDS.includes(name))) throw invalid('responseFields')

  return {
    fileName,
    folder,
    tags: parseTags(fields.get('tags')),
    useUniqueFileName: boolean(fields, 'useUniqueFileName', true),
    isPrivateFile: boolean(fields, 'isPrivateFile', false),
    isPublished: boolean(fields, 'isPublished', true),
    overwriteFile: boolean(fields, 'overwriteFile', true),
    overwriteTags: boolean(fields, 'overwriteTags', true),
    overwriteCustomMetadata: boolean(fields, 'overwriteCustomMetadata', true),
    customCoordinates: fields.get('customCoordinates') || null,
    customMetadata: jsonObject(fields, 'customMetadata'),
    description: fields.get('description') ?? null,
    responseFields,
    checks: fields.get('checks') || undefined,
    hasPreTransformation: preTransformation(fields),
  }
}

/** Comma-separated tags without repeats; null where there are none. */
export function parseTags(text: string | undefined): string[] | null {
  if ((text ?? '').length > MAX_TAGS_LENGTH || text?.includes('%')) throw invalid('tags')
  return list(text)
}

function list(text: string | undefined): string[] | null {
  const items = (text ?? '').split(',').map(item => item.trim())
  const distinct = [...new Set(items.filter(item => item !== ''))]
  return distinct.length === 0 ? null : distinct
}

function boolean(fields: ReadonlyMap<string, string>, name: string, byDefault: boolean): boolean {
  const text = fields.get(name)
  if (text === undefined || text === '') return byDefault
  if (text !== 'true' && text !== 'false') throw invalid(name)
  return text === 'true'
}

function jsonObject(fields: ReadonlyMap<string, string>, name: string): Record<string, unknown> | undefined {
  const text = fields.get(name)
  if (text === undefined || text === '') return undefined
  const value = parseJson(text)
  if (!isObject(value)) throw invalid(name)
  return value
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function preTransformation(fields: ReadonlyMap<string, string>): boolean {
  const text = fields.get('transformation')
  if (text === undefined || text === '') return false
  const value = parseJson(text)
  if (!isObject(value) || (value.pre === undefined && value.post === undefined)) {
    throw new Refusal(400, 'The file could not be uploaded because the transformation field is invalid.')
  }
  return value.pre !== undefined
}

function invalid(name: string) {
  return new Refusal(400, `Your request contains invalid ${name} parameter.`)
}
