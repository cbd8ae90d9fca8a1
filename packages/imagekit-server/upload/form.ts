import { rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'
import { ClientGone, Refusal } from '../protocol/replies.ts'
import { type ArrivedFile, receiveBinary, receiveText } from './file-part.ts'

/** What was posted. `fault` is the reason to refuse it, told apart so that credentials are judged first. */
export interface UploadForm {
  fields: ReadonlyMap<string, string>
  file: ArrivedFile | null
  fault: Refusal | null
}

const MAX_PARTS = 250
const MAX_FIELD_BYTES = 64 * 1024
const MAX_FIELDS_BYTES = 512 * 1024

/**
 * Reads a multipart upload, the file straight to `path`, its parts in any order. Memory does not depend on the
 * size of the file. Leaves nothing at `path` when it throws; throws `ClientGone` where the client went away.
 */
export async function readUploadForm(
  request: IncomingMessage,
  { path, maxBytes }: { path: string; maxBytes: number },
): Promise<UploadForm> {
  const contentType = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(contentType)) throw missingFile()
  const fields = new Map<string, string>()
  let fieldBytes = 0
  let fault: Refusal | null = null
  let arriving: Promise<ArrivedFile | Refusal> | undefined

  const parser = busboy(contentType)
  let cause: Error | undefined
  function stop(error: Error) {
    cause ??= error
    parser.destroy(cause)
  }
  // Before the part hears of it: what the part then fails with is the consequence and no fault of the disk.
  parser.once('error', () => {
    cause ??= malformed()
  })
  parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
    fieldBytes += Buffer.byteLength(name ?? '') + Buffer.byteLength(value)
    if (fieldBytes > MAX_FIELDS_BYTES || valueTruncated)
      fault ??= new Refusal(400, 'Your request is too long.')
    else if (fields.has(name)) fault ??= repeated(name)
    else fields.set(name, value)
  })
  parser.on('file', (name, stream, filename: string | undefined, _encoding, mimeType) => {
    // Where a request is cut, busboy says so on the part as well as on itself; the latter decides.
    stream.on('error', () => {})
    if (name !== 'file' || arriving !== undefined) {
      if (name === 'file' || fields.has(name)) fault ??= repeated(name)
      stream.resume()
      return
    }
    parser.once('error', error => stream.destroy(asError(error)))
    const isBinary = filename !== undefined || mimeType !== 'text/plain'
    arriving = (isBinary ? receiveBinary : receiveText)(stream, { path, maxBytes }).catch(error => {
      if (!(error instanceof Refusal)) stop(asError(error))
      return error instanceof Refusal ? error : missingFile()
    })
  })
  parser.on('partsLimit', () => {
    fault ??= new Refusal(400, 'Your request has too many parts.')
  })
  function gone() {
    if (!request.complete) stop(new ClientGone())
  }
  request.once('close', gone)

  try {
    request.pipe(parser)
    await finished(parser, { readable: false })
    const file = (await arriving) ?? null
    if (!(file instanceof Refusal)) return { fields, file, fault }
    await rm(path, { force: true })
    return { fields, file: null, fault: fault ?? file }
  } catch {
    request.unpipe(parser)
    await arriving
    await rm(path, { force: true })
    throw cause ?? malformed()
  } finally {
    request.off('close', gone)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function busboy(contentType: string) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // `file` is streamed whatever it is, so that Base64 does not pile up in memory either.
      isPartAFile: (name, _type, filename) => name === 'file' || filename !== undefined,
      limits: { fieldSize: MAX_FIELD_BYTES, parts: MAX_PARTS, headerPairs: 20, headerSize: 8 * 1024 },
    })
  } catch {
    throw malformed()
  }
}

export function missingFile() {
  return new Refusal(400, 'Your request is missing file parameter.')
}
function malformed() {
  return new Refusal(400, 'Your request contains a malformed multipart body.')
}
function repeated(name: string) {
  return new Refusal(400, `Your request contains the ${name} parameter more than once.`)
}
