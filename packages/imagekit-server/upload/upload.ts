import type { Context } from '../protocol/context.ts'
import { detailsObject, uploadObject } from '../protocol/file-objects.ts'
import {
  joinPath,
  newId,
  normaliseFolder,
  sanitiseFileName,
  withParents,
  withUniqueSuffix,
} from '../protocol/names.ts'
import { missingParameter } from '../protocol/parameters.ts'
import { QuerySyntaxError } from '../protocol/query-language.ts'
import { Refusal } from '../protocol/replies.ts'
import type { MediaFacts } from '../storage/media-facts.ts'
import type { FileRecord, FileVersion } from '../storage/records.ts'
import { compileChecks } from './checks.ts'
import { checkUploadV1, checkUploadV2 } from './credentials.ts'
import type { UploadForm } from './form.ts'
import { readUploadParameters, type UploadParameters } from './parameters.ts'
import { fetchFile } from './remote-file.ts'

const MAX_VERSIONS = 100

/**
 * Stores an upload whose form has been read to disk. Checks the credentials before anything else, and the file before
 * the record is written. An upload that is refused leaves neither bytes nor a record.
 */
export async function upload(
  version: 'v1' | 'v2',
  form: UploadForm,
  authorization: string | undefined,
  context: Context,
): Promise<Response> {
  const { fields, path } = form
  const { keys, records, bytes, webhooks, urlEndpoint } = context
  const check = version === 'v1' ? checkUploadV1 : checkUploadV2
  check({ authorization, fields, keys, spend: records.spendToken })
  if (form.fault !== null) throw form.fault
  const parameters = readUploadParameters(fields)
  if (form.file === null) throw missingParameter('file')

  const file = 'url' in form.file ? await fetchFile(form.file.url, path, context) : form.file
  if (file.tooLarge) {
    throw new Refusal(400, 'Your request contains invalid file parameter. The file size exceeds limits.')
  }
  const media = await context.reader.facts(path, file.size)
  const isQueued = parameters.hasPreTransformation && media.mime.startsWith('video/')
  if (!isQueued) runChecks(form, parameters, file.size, media)

  const { size, etag } = file
  const id = newId()
  await bytes.keep(path, id)
  const { record, dropped } = await recordOrDiscard(
    parameters,
    { id, number: 1, size, etag, createdAt: new Date().toISOString(), media },
    context,
  )
  for (const id of dropped) await bytes.remove(id)
  webhooks.wake()
  return isQueued
    ? Response.json({ message: 'The pre-transformation has been queued successfully.' }, { status: 202 })
    : Response.json(uploadObject(record, urlEndpoint, parameters.responseFields))
}

function runChecks(form: UploadForm, parameters: UploadParameters, size: number, media: MediaFacts): void {
  if (parameters.checks === null) return
  try {
    const passes = compileChecks(parameters.checks)({
      size,
      media,
      request: form.fields,
      tags: parameters.tags ?? [],
      customMetadata: parameters.customMetadata ?? {},
    })
    if (!passes) throw new Refusal(400, "Your request failed 'checks' validation.")
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error
    throw new Refusal(400, 'Your request contains invalid syntax for the checks parameter.')
  }
}

async function recordOrDiscard(parameters: UploadParameters, version: FileVersion, context: Context) {
  try {
    return context.records.transaction(() => writeRecord(parameters, version, context))
  } catch (error) {
    await context.bytes.remove(version.id)
    throw error
  }
}

/** Writes a new file or a new version. It runs in a transaction, so of two uploads at once only one makes the file. */
function writeRecord(parameters: UploadParameters, version: FileVersion, context: Context) {
  const { records, webhooks, urlEndpoint } = context
  const clean = sanitiseFileName(parameters.fileName)
  const name = parameters.useUniqueFileName ? withUniqueSuffix(clean) : clean
  const folder = normaliseFolder(parameters.folder)
  for (const path of withParents(folder)) records.addFolder(path, newId(), version.createdAt)

  const existing = records.fileAt(joinPath(folder, name))
  if (existing !== null && !parameters.overwriteFile) {
    throw new Refusal(
      400,
      'A file with the same name already exists at the exact location. We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.',
    )
  }
  const { record, dropped } =
    existing === null
      ? { record: newFile(parameters, name, folder, version), dropped: [] }
      : newVersion(existing, parameters, version)
  records.save(record)
  const event = existing === null ? 'file.created' : 'file-version.created'
  webhooks.record(event, record.fileId, detailsObject(record, urlEndpoint))
  return { record, dropped }
}

function newFile(
  parameters: UploadParameters,
  name: string,
  folder: string,
  version: FileVersion,
): FileRecord {
  return {
    fileId: version.id,
    name,
    filePath: joinPath(folder, name),
    folder,
    tags: parameters.tags,
    customCoordinates: parameters.customCoordinates,
    customMetadata: parameters.customMetadata ?? {},
    description: parameters.description,
    isPrivateFile: parameters.isPrivateFile,
    isPublished: parameters.isPublished,
    createdAt: version.createdAt,
    updatedAt: version.createdAt,
    currentVersionId: version.id,
    versions: [version],
  }
}

function newVersion(existing: FileRecord, parameters: UploadParameters, version: FileVersion) {
  const number = Math.max(...existing.versions.map(({ number }) => number)) + 1
  const versions = [...existing.versions, { ...version, number }]
  const dropped = versions.splice(0, Math.max(0, versions.length - MAX_VERSIONS)).map(({ id }) => id)
  const record: FileRecord = {
    ...existing,
    tags: parameters.tags ?? (parameters.overwriteTags ? null : existing.tags),
    customMetadata:
      parameters.customMetadata ?? (parameters.overwriteCustomMetadata ? {} : existing.customMetadata),
    customCoordinates: parameters.customCoordinates,
    description: parameters.description ?? existing.description,
    isPrivateFile: parameters.isPrivateFile,
    isPublished: parameters.isPublished,
    updatedAt: version.createdAt,
    currentVersionId: version.id,
    versions,
  }
  return { record, dropped }
}
