import type { Context } from '../protocol/context.ts'
import { detailsObject, metadataObject } from '../protocol/file-objects.ts'
import { jsonReply, Refusal, type Reply } from '../protocol/replies.ts'
import { currentVersion, type FileRecord } from '../storage/records.ts'
import { isObject, parseTags } from '../upload/parameters.ts'

const FILE_ID = /^[0-9a-f]{24}$/
const MAX_BULK = 100

/** The file that an id names. 400 for what cannot be an id, 404 for one that is not there. */
export function requireFile(fileId: string, { records }: Context): FileRecord {
  if (!FILE_ID.test(fileId)) throw new Refusal(400, 'Your request contains invalid fileId parameter.')
  const file = records.file(fileId)
  if (file === undefined) throw new Refusal(404, 'The requested file does not exist.')
  return file
}

export function fileDetails(fileId: string, context: Context): Reply {
  return jsonReply(200, detailsObject(requireFile(fileId, context), context.urlEndpoint))
}

export function fileMetadata(fileId: string, context: Context): Reply {
  return jsonReply(200, metadataObject(currentVersion(requireFile(fileId, context))))
}

/** Removes a file with all its versions: the record first, so that nothing names bytes that are gone. */
export async function deleteFile(fileId: string, context: Context): Promise<Reply> {
  await removeFiles([requireFile(fileId, context)], context)
  return { status: 204 }
}

/** `alongside` is written in the same transaction. */
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

/** All or none: one id that is missing keeps every other file. */
export async function bulkDelete(body: unknown, context: Context): Promise<Reply> {
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
  return jsonReply(200, { successfullyDeletedFileIds: distinct })
}

/** Changes what a file is labelled with. Null unsets a field; a field left out stays. */
export function updateFile(fileId: string, body: unknown, context: Context): Reply {
  const file = requireFile(fileId, context)
  if (!isObject(body)) throw new Refusal(400, 'Your request contains invalid JSON.')
  const { tags, customCoordinates, customMetadata, description, publish } = body
  const updated: FileRecord = { ...file, updatedAt: new Date().toISOString() }
  if (tags !== undefined) updated.tags = readTags(tags)
  if (customCoordinates !== undefined)
    updated.customCoordinates = readText('customCoordinates', customCoordinates)
  if (description !== undefined) updated.description = readText('description', description)
  if (customMetadata !== undefined) {
    if (!isObject(customMetadata)) throw invalid('customMetadata')
    const merged = Object.entries({ ...file.customMetadata, ...customMetadata })
    updated.customMetadata = Object.fromEntries(merged.filter(([, value]) => value !== null))
  }
  if (publish !== undefined) {
    if (!isObject(publish) || typeof publish.isPublished !== 'boolean') throw invalid('publish')
    updated.isPublished = publish.isPublished
  }
  const details = detailsObject(updated, context.urlEndpoint)
  context.records.transaction(() => {
    context.records.save(updated)
    context.webhooks.record('file.updated', fileId, details)
  })
  context.webhooks.wake()
  return jsonReply(200, details)
}

function readTags(value: unknown): string[] | null {
  if (value === null) return null
  if (!Array.isArray(value) || !value.every(tag => typeof tag === 'string')) throw invalid('tags')
  return parseTags(value.join(','))
}

function readText(name: string, value: unknown): string | null {
  if (value !== null && typeof value !== 'string') throw invalid(name)
  return value === '' ? null : value
}

function invalid(name: string) {
  return new Refusal(400, `Your request contains invalid ${name} parameter.`)
}
