import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'
import { ClientGone } from '@reels/stand-in'
import { missingParameter } from '../protocol/parameters.ts'
import { Refusal } from '../protocol/replies.ts'
import { type ArrivedFile, receiveBinary, receiveText } from './file-part.ts'

export interface UploadForm {
  fields: ReadonlyMap<string, string>
  /** Where the bytes of the file are, or may be put if it came as a URL. */
  path: string
  file: ArrivedFile | null
  /** Why the form is refused. It is not thrown, so that credentials can be checked first. */
  fault: Refusal | null
}

const MAX_PARTS = 250
const MAX_FIELD_BYTES = 64 * 1024
const MAX_FIELDS_BYTES = 512 * 1024

/**
 * Reads a multipart upload with its parts in any order and writes the file to `path` as it arrives, so that memory does
 * not depend on its size. What lies at `path` is the caller's to remove, even after an error. Throws a `Refusal`, or
 * `ClientGone` if the client went away.
 */
export async function readUploadForm(
  request: IncomingMessage,
  { path, maxBytes }: { path: string; maxBytes: number },
): Promise<UploadForm> {
  const contentType = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(contentType)) throw missingParameter('file')
  const fields = new Map<string, string>()
  let fieldBytes = 0
  let fault: Refusal | null = null
  let arriving: Promise<ArrivedFile | Refusal> | undefined

  const parser = busboy(contentType)
  let cause: Error | undefined
  function stop(error: Error): void {
    cause ??= error
    parser.destroy(cause)
  }
  // Registered before the listener of the part, whose own error is only a consequence of this one.
  parser.once('error', () => {
    cause ??= malformed()
  })
  parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
    fieldBytes += Buffer.byteLength(name ?? '') + Buffer.byteLength(value)
    if (fieldBytes > MAX_FIELDS_BYTES || valueTruncated) fault ??= tooLong()
    else if (fields.has(name)) fault ??= repeated(name)
    else fields.set(name, value)
  })
  parser.on('file', (name, stream, filename: string | undefined, _encoding, mimeType) => {
    // If the request is cut, busboy emits the error on the part as well as on itself. The parser's one is handled.
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
      return error instanceof Refusal ? error : missingParameter('file')
    })
  })
  parser.on('partsLimit', () => {
    fault ??= new Refusal(400, 'Your request has too many parts.')
  })
  function stopIfGone(): void {
    if (!request.complete) stop(new ClientGone())
  }
  request.once('close', stopIfGone)

  try {
    request.pipe(parser)
    await finished(parser, { readable: false })
    const file = (await arriving) ?? null
    return file instanceof Refusal
      ? { fields, path, file: null, fault: fault ?? file }
      : { fields, path, file, fault }
  } catch {
    request.unpipe(parser)
    await arriving
    throw cause ?? malformed()
  } finally {
    request.off('close', stopIfGone)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function busboy(contentType: string) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // `file` is always streamed, so that Base64 does not fill the memory either.
      isPartAFile: (name, _type, filename) => name === 'file' || filename !== undefined,
      limits: { fieldSize: MAX_FIELD_BYTES, parts: MAX_PARTS, headerPairs: 20, headerSize: 8 * 1024 },
    })
  } catch {
    throw malformed()
  }
}

function tooLong(): Refusal {
  return new Refusal(400, 'Your request is too long.')
}

function malformed(): Refusal {
  return new Refusal(400, 'Your request contains a malformed multipart body.')
}

function repeated(name: string): Refusal {
  return new Refusal(400, `Your request contains the ${name} parameter more than once.`)
}
