import type { Context } from '../protocol/context.ts'
import { detailsObject } from '../protocol/file-objects.ts'
import { invalidParameter } from '../protocol/parameters.ts'
import { QuerySyntaxError } from '../protocol/query-language.ts'
import { Refusal } from '../protocol/replies.ts'
import { currentVersion, type FileRecord, type FileVersion } from '../storage/records.ts'
import { compileSearch, type SearchSubject, withoutEndSlash } from './search.ts'

const MAX_LIMIT = 1000
const TYPES = ['file', 'file-version', 'folder', 'all']
const FILE_TYPES = ['all', 'image', 'non-image']

/** An asset as it is searched and sorted, and as the answer shows it. */
interface Asset extends SearchSubject {
  fileType?: 'image' | 'non-image'
  show: () => unknown
}

/** `GET /v1/files`. A folder that does not exist has no assets. */
export function listAssets(query: URLSearchParams, context: Context): Response {
  const limit = wholeNumber(query, 'limit', { min: 1, max: MAX_LIMIT, byDefault: MAX_LIMIT })
  const skip = wholeNumber(query, 'skip', { min: 0, max: Number.MAX_SAFE_INTEGER, byDefault: 0 })
  const fileType = oneOf(query, 'fileType', FILE_TYPES) ?? 'all'
  const type = oneOf(query, 'type', TYPES) ?? 'file'
  const order = readSort(query.get('sort') ?? 'ASC_CREATED')
  const path = query.get('path') ?? ''
  const search = readSearch(query.get('searchQuery') ?? '')

  const folder = path === '' ? null : withoutEndSlash(path)
  // A search names the types that it wants itself. The parameter has no effect then.
  const types = search === null ? typesOf(type) : search.asksForType ? TYPES : ['file']
  const found = candidates(types, folder, context).filter(
    asset =>
      (folder === null || asset.folder === folder) &&
      (fileType === 'all' || asset.fileType === fileType) &&
      (search === null || search.matches(asset)),
  )
  const page = found.sort(order).slice(skip, skip + limit)
  return Response.json(page.map(asset => asset.show()))
}

function typesOf(type: string) {
  return type === 'all' ? ['file', 'folder'] : [type]
}

function candidates(types: readonly string[], folder: string | null, context: Context): Asset[] {
  const { records } = context
  const files = folder === null ? records.files() : records.filesUnder(folder)
  const assets: Asset[] = []
  for (const file of files) {
    if (types.includes('file')) assets.push(fileAsset(file, currentVersion(file), context))
    if (!types.includes('file-version')) continue
    const earlier = file.versions.filter(({ id }) => id !== file.currentVersionId)
    for (const version of earlier) assets.push(fileAsset(file, version, context))
  }
  if (types.includes('folder')) assets.push(...records.folders().map(folderAsset))
  return assets
}

function fileAsset(file: FileRecord, version: FileVersion, { urlEndpoint }: Context): Asset {
  return {
    id: version.id === file.currentVersionId ? file.fileId : version.id,
    type: version.id === file.currentVersionId ? 'file' : 'file-version',
    name: file.name,
    folder: file.folder,
    tags: file.tags ?? [],
    createdAt: file.createdAt,
    updatedAt: file.updatedAt,
    size: version.size,
    width: version.media.width,
    height: version.media.height,
    isPrivate: file.isPrivateFile,
    isPublished: file.isPublished,
    fileType: version.media.fileType,
    show: () => detailsObject(file, urlEndpoint, version),
  }
}

function folderAsset(folder: { path: string; folderId: string; createdAt: string }): Asset {
  const { path, folderId, createdAt } = folder
  const at = path.lastIndexOf('/')
  const name = path.slice(at + 1)
  return {
    id: folderId,
    type: 'folder',
    name,
    folder: path.slice(0, at) || '/',
    tags: [],
    createdAt,
    updatedAt: createdAt,
    isPrivate: false,
    isPublished: true,
    show: () => ({ type: 'folder', folderId, name, folderPath: path, createdAt, updatedAt: createdAt }),
  }
}

const SORT_KEYS: Record<string, (asset: Asset) => string | number> = {
  NAME: ({ name }) => name,
  CREATED: ({ createdAt }) => createdAt,
  UPDATED: ({ updatedAt }) => updatedAt,
  HEIGHT: ({ height }) => height ?? 0,
  WIDTH: ({ width }) => width ?? 0,
  SIZE: ({ size }) => size ?? 0,
  RELEVANCE: ({ createdAt }) => createdAt,
}

/** Sorts equal keys by id, so that pages neither repeat an asset nor leave one out. */
function readSort(sort: string): (left: Asset, right: Asset) => number {
  const [, direction, name = ''] = /^(ASC|DESC)_([A-Z]+)$/.exec(sort) ?? []
  const key = Object.hasOwn(SORT_KEYS, name) ? SORT_KEYS[name] : undefined
  if (key === undefined) throw invalidParameter('sort')
  const sign = direction === 'ASC' ? 1 : -1
  return (left, right) => sign * (ordered(key(left), key(right)) || ordered(left.id, right.id))
}

function ordered(left: string | number, right: string | number) {
  return left < right ? -1 : left > right ? 1 : 0
}

function readSearch(text: string) {
  if (text.trim() === '') return null
  try {
    return compileSearch(text, Date.now())
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error
    throw new Refusal(400, `Your request contains invalid searchQuery parameter. ${error.message}.`)
  }
}

function oneOf(query: URLSearchParams, name: string, values: readonly string[]): string | null {
  const value = query.get(name)
  if (value === null || value === '') return null
  if (!values.includes(value)) throw invalidParameter(name)
  return value
}

interface Bounds {
  min: number
  max: number
  byDefault: number
}

function wholeNumber(query: URLSearchParams, name: string, { min, max, byDefault }: Bounds): number {
  const text = query.get(name)
  if (text === null) return byDefault
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) throw invalidParameter(name)
  return value
}
