import { open } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { parse } from 'range-parser'
import { deliveryError } from '../protocol/replies.ts'
import { ifThere } from '../storage/if-there.ts'

/** A file on disk: `size` in bytes, `etag` quoted. */
interface Sendable {
  path: string
  size: number
  etag: string
  headers: Record<string, string>
}

/** The whole file or the part that the request asks for (RFC 9110 §13 and §14). */
export async function sendFile(request: IncomingMessage, file: Sendable): Promise<Response> {
  const { size, etag } = file
  const headers = { ...file.headers, etag, 'accept-ranges': 'bytes' }
  if (matchesEtag(request.headers['if-none-match'], etag)) return new Response(null, { status: 304, headers })

  const ifRange = request.headers['if-range']
  const isSame = ifRange === undefined || ifRange === etag || ifRange === file.headers['last-modified']
  // RFC 9110 defines ranges for GET only.
  const range = request.method === 'GET' && isSame ? readRange(request.headers.range, size) : null
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${size}` },
    })
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  // The file is opened before the headers go out, so that one that has just been deleted is a 404.
  const handle = await ifThere(open(file.path))
  if (handle === null) return deliveryError(404, 'Not Found', 'ENOENT')
  const isEmpty = request.method === 'HEAD' || size === 0
  if (isEmpty) await handle.close()
  return new Response(isEmpty ? null : ReadableStream.from(handle.createReadStream({ start, end })), {
    status: range === null ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(end - start + 1),
      ...(range !== null && { 'content-range': `bytes ${start}-${end}/${size}` }),
    },
  })
}

/** Null to send the whole file, as RFC 9110 wants for an unknown unit and for a malformed or multiple range. */
function readRange(header: string | undefined, size: number) {
  if (header === undefined) return null
  const { code, type, ranges } = parse(size, header)
  const isMalformed = (code & 1) !== 0
  if (isMalformed || type !== 'bytes' || ranges.length > 1) return null
  return ranges[0] ?? 'unsatisfiable'
}

/** Compares weakly, as RFC 9110 wants for `If-None-Match`. */
function matchesEtag(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some(entry => {
    const candidate = entry.trim()
    return candidate === '*' || candidate.replace(/^W\//, '') === etag
  })
}
