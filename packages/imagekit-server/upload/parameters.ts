import { normaliseFolder, sanitiseFileName } from '../protocol/names.ts'
import { invalidParameter, isObject, missingParameter, parseList, parseTags } from '../protocol/parameters.ts'
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
  customMetadata: Record<string, unknown> | null
  description: string | null
  responseFields: string[]
  checks: string | null
  hasPreTransformation: boolean
}

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

/** Reads the parameters of an upload from its form. Throws a `Refusal` for the first one that is not acceptable. */
export function readUploadParameters(fields: ReadonlyMap<string, string>): UploadParameters {
  const fileName = fields.get('fileName') ?? ''
  if (fileName === '') throw missingParameter('fileName')
  const folder = fields.get('folder') ?? '/'
  sanitiseFileName(fileName)
  normaliseFolder(folder)

  const responseFields = parseList(fields.get('responseFields') ?? '')
  if (responseFields.some(name => !RESPONSE_FIELDS.includes(name))) throw invalidParameter('responseFields')

  return {
    fileName,
    folder,
    tags: parseTags(fields.get('tags') ?? ''),
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
    checks: fields.get('checks') || null,
    hasPreTransformation: hasPreTransformation(fields),
  }
}

function boolean(fields: ReadonlyMap<string, string>, name: string, byDefault: boolean): boolean {
  const text = fields.get(name)
  if (text === undefined || text === '') return byDefault
  if (text !== 'true' && text !== 'false') throw invalidParameter(name)
  return text === 'true'
}

function jsonObject(fields: ReadonlyMap<string, string>, name: string): Record<string, unknown> | null {
  const text = fields.get(name)
  if (text === undefined || text === '') return null
  const value = parseJson(text)
  if (!isObject(value)) throw invalidParameter(name)
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function hasPreTransformation(fields: ReadonlyMap<string, string>): boolean {
  const text = fields.get('transformation')
  if (text === undefined || text === '') return false
  const value = parseJson(text)
  if (!isObject(value) || (value.pre === undefined && value.post === undefined)) {
    throw new Refusal(400, 'The file could not be uploaded because the transformation field is invalid.')
  }
  return value.pre !== undefined
}
