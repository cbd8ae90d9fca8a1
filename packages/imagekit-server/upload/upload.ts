import { rm } from 'node:fs/promises'
import type { Context } from '../protocol/context.ts'
import { detailsObject, uploadObject } from '../protocol/file-objects.ts'
import {
  foldersOnTheWay,
  joinPath,
  newId,
  normaliseFolder,
  sanitiseFileName,
  withUniqueSuffix,
} from '../protocol/names.ts'
import { QuerySyntaxError } from '../protocol/query-language.ts'
import { jsonReply, Refusal, type Reply } from '../protocol/replies.ts'
import { type MediaFacts, readMediaFacts } from '../storage/media-facts.ts'
import type { FileRecord, FileVersion } from '../storage/records.ts'
import { compileChecks } from './checks.ts'
import { checkUploadV1, checkUploadV2 } from './credentials.ts'
import { missingFile, type UploadForm } from './form.ts'
import { readUploadParameters, type UploadParameters } from './parameters.ts'
import { fetchFile } from './remote-file.ts'

const MAX_VERSIONS = 100

/**
 * Carries out an upload whose form has been read to disk. Credentials are judged before anything else, the file
 * before the record is written; whatever refuses it leaves neither bytes nor record.
 */
export async function upload(
  api: 'v1' | 'v2',
  form: UploadForm,
  authorization: string | undefined,
  context: Context,
): Promise<Reply> {
  const arrived = form.file
  const incomingPath = arrived !== null && 'path' in arrived ? arrived.path : context.bytes.incomingPath()
  try {
    const check = api === 'v1' ? checkUploadV1 : checkUploadV2
    check({ authorization, fields: form.fields, keys: context.keys, spend: context.records.spendToken })
    if (form.fault !== null) throw form.fault
    const parameters = readUploadParameters(form.fields)
    if (arrived === null) throw missingFile()

    const file = 'url' in arrived ? await fetchFile(arrived.url, incomingPath, context) : arrived
    if (file.tooLarge) {
      throw new Refusal(400, 'Your request contains invalid file parameter. The file size exceeds limits.')
    }
    const media = await readMediaFacts(incomingPath, file.size)
    const isQueued = parameters.hasPreTransformation && media.mime.startsWith('video/')
    if (!isQueued) runChecks(form, parameters, file.size, media)

    const versionId = newId()
    await context.bytes.keep(incomingPath, versionId)
    const version: FileVersion = {
      id: versionId,
      number: 1,
      size: file.size,
      etag: file.etag,
      createdAt: new Date().toISOString(),
      media,
    }
    const { record, dropped } = await recordOrDiscard(parameters, version, context)
    for (const id of dropped) await context.bytes.remove(id)
    context.webhooks.wake()
    if (isQueued) {
      return jsonReply(202, { message: 'The pre-transformation has been queued successfully.' })
    }
    return jsonReply(200, uploadObject(record, context.urlEndpoint, parameters.responseFields))
  } finally {
    await rm(incomingPath, { force: true })
  }
}

function runChecks(form: UploadForm, parameters: UploadParameters, size: number, media: MediaFacts): void {
  if (parameters.checks === undefined) return
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

/** Decides between a new file and a new version, and writes it, in one transaction: two uploads never both win. */
function writeRecord(parameters: UploadParameters, version: FileVersion, context: Context) {
  const { records, webhooks, urlEndpoint } = context
  const clean = sanitiseFileName(parameters.fileName)
  const name = parameters.useUniqueFileName ? withUniqueSuffix(clean) : clean
  const folder = normaliseFolder(parameters.folder)
  for (const path of foldersOnTheWay(folder)) records.addFolder(path, newId(), version.createdAt)

  const existing = records.fileAt(joinPath(folder, name))
  if (existing !== undefined && !parameters.overwriteFile) {
    throw new Refusal(
      400,
      'A file with the same name already exists at the exact location. We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.',
    )
  }
  const { record, dropped } =
    existing === undefined
      ? { record: newFile(parameters, name, folder, version), dropped: [] }
      : newVersion(existing, parameters, version)
  records.save(record)
  const event = existing === undefined ? 'file.created' : 'file-version.created'
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
