import type { Context } from '../protocol/context.ts'
import { detailsObject, metadataObject } from '../protocol/file-objects.ts'
import { invalidParameter, isObject, parseTags } from '../protocol/parameters.ts'
import { Refusal } from '../protocol/replies.ts'
import { currentVersion, type FileRecord } from '../storage/records.ts'

const FILE_ID = /^[0-9a-f]{24}$/
const MAX_BULK = 100

export function fileDetails(fileId: string, context: Context): Response {
  return Response.json(detailsObject(requireFile(fileId, context), context.urlEndpoint))
}

export function fileMetadata(fileId: string, context: Context): Response {
  return Response.json(metadataObject(currentVersion(requireFile(fileId, context))))
}

export async function deleteFile(fileId: string, context: Context): Promise<Response> {
  await removeFiles([requireFile(fileId, context)], context)
  return new Response(null, { status: 204 })
}

/**
 * Removes files with all their versions. The records go first, so that none of them names bytes that are gone.
 * `alongside` runs in the same transaction.
 */
export async function removeFiles(
  files: readonly FileRecord[],
  context: Context,
  alongside: () => void = () => {},
): Promise<void> {
  const { records, webhooks, bytes } = context
  records.transaction(() => {
    alongside()
    for (const { fileId } of files) {
      records.remove(fileId)
      webhooks.record('file.deleted', fileId, { fileId })
    }
  })
  webhooks.wake()
  for (const { versions } of files) {
    for (const { id } of versions) await bytes.remove(id)
  }
}

/** Deletes all of the files or none: if one id is unknown, every file stays. */
export async function bulkDelete(body: unknown, context: Context): Promise<Response> {
  const fileIds = isObject(body) ? body.fileIds : undefined
  if (fileIds === undefined || fileIds === null) throw new Refusal(400, 'fileIds parameter is missing.')
  if (!Array.isArray(fileIds)) throw new Refusal(400, 'fileIds should be an Array.')
  if (fileIds.length === 0) throw new Refusal(400, 'fileIds is empty.')
  if (fileIds.length > MAX_BULK) throw new Refusal(400, 'fileIds cannot have more than 100 items.')

  const distinct = [...new Set(fileIds.map(String))]
  const files = distinct.flatMap(fileId => context.records.file(fileId) ?? [])
  if (files.length < distinct.length) {
    const found = new Set(files.map(({ fileId }) => fileId))
    throw new Refusal(404, 'The requested file(s) does not exist.', {
      missingFileIds: distinct.filter(fileId => !found.has(fileId)),
    })
  }
  await removeFiles(files, context)
  return Response.json({ successfullyDeletedFileIds: distinct })
}

/** Changes the labels of a file. Null removes one, and one that is left out stays. */
export function updateFile(fileId: string, body: unknown, context: Context): Response {
  const file = requireFile(fileId, context)
  if (!isObject(body)) throw new Refusal(400, 'Your request contains invalid JSON.')
  const { tags, customCoordinates, customMetadata, description, publish } = body
  const updated: FileRecord = { ...file, updatedAt: new Date().toISOString() }
  if (tags !== undefined) updated.tags = readTags(tags)
  if (customCoordinates !== undefined)
    updated.customCoordinates = readText('customCoordinates', customCoordinates)
  if (description !== undefined) updated.description = readText('description', description)
  if (customMetadata !== undefined) {
    if (!isObject(customMetadata)) throw invalidParameter('customMetadata')
    const merged = Object.entries({ ...file.customMetadata, ...customMetadata })
    updated.customMetadata = Object.fromEntries(merged.filter(([, value]) => value !== null))
  }
  if (publish !== undefined) {
    if (!isObject(publish) || typeof publish.isPublished !== 'boolean') throw invalidParameter('publish')
    updated.isPublished = publish.isPublished
  }
  const details = detailsObject(updated, context.urlEndpoint)
  context.records.transaction(() => {
    context.records.save(updated)
    context.webhooks.record('file.updated', fileId, details)
  })
  context.webhooks.wake()
  return Response.json(details)
}

/** The file with this id. Throws a `Refusal` with 400 if it cannot be an id, and with 404 if there is no such file. */
function requireFile(fileId: string, { records }: Context): FileRecord {
  if (!FILE_ID.test(fileId)) throw invalidParameter('fileId')
  const file = records.file(fileId)
  if (file === null) throw new Refusal(404, 'The requested file does not exist.')
  return file
}

function readTags(value: unknown): string[] | null {
  if (value === null) return null
  if (!Array.isArray(value) || !value.every(tag => typeof tag === 'string')) throw invalidParameter('tags')
  return parseTags(value.join(','))
}

function readText(name: string, value: unknown): string | null {
  if (value !== null && typeof value !== 'string') throw invalidParameter(name)
  return value === '' ? null : value
}
