import type { IncomingHttpHeaders } from 'node:http'
import { matchesEtag, parseRange } from './byte-ranges.ts'
import type { Context } from './context.ts'
import { currentVersion, type FileRecord } from './records.ts'
import { deliveryError, type Reply } from './replies.ts'
import { checkUrlSignature, splitQuery } from './signed-urls.ts'

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Accept-Ranges, Content-Length, Content-Range, ETag, ik-error, x-ik-requestId',
  'timing-allow-origin': '*',
}

export const withDeliveryCors = (reply: Reply): Reply => ({
  ...reply,
  headers: { ...CORS, 'x-content-type-options': 'nosniff', ...reply.headers },
})

export const deliveryPreflight = (): Reply => ({
  status: 204,
  headers: {
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    'access-control-allow-headers': 'Range, If-Range, If-None-Match',
    'access-control-max-age': '86400',
  },
})

/** Answers `GET` and `HEAD /<imagekitId>/…`; `afterEndpoint` is the URL as sent, from behind that prefix. */
export const deliver = async (
  afterEndpoint: string,
  request: { method: string; headers: IncomingHttpHeaders },
  context: Context,
): Promise<Reply> => {
  const [rawPath, query] = splitQuery(afterEndpoint)
  const path = decodePath(rawPath.replace(/^tr:[^/]*\//, ''))
  if (path === undefined) return deliveryError(400, 'Bad Request', 'EINVALID')
  const signature = checkUrlSignature(afterEndpoint, context.keys.privateKey, Math.floor(Date.now() / 1000))
  if (signature === 'invalid')
    return deliveryError(401, 'Unauthorised: the signature is wrong or expired', 'EAUTH')

  const file = context.records.fileAt(path)
  if (file === undefined) return deliveryError(404, 'Not Found', 'ENOENT')
  if (file.isPrivateFile && signature !== 'valid') {
    return deliveryError(401, 'Unauthorised: a private file needs a signed URL', 'EAUTH')
  }
  return original(file, query, request, context)
}

const original = (
  file: FileRecord,
  query: string,
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  context: Context,
): Reply => {
  const version = currentVersion(file)
  const attachment = new URLSearchParams(query).get('ik-attachment') === 'true'
  return sendBytes({
    path: context.bytes.path(version.id),
    size: version.size,
    etag: version.etag,
    method,
    headers,
    replyHeaders: {
      'content-type': version.media.mime,
      'cache-control': cacheControl(file),
      'last-modified': new Date(version.createdAt).toUTCString(),
      ...(attachment && {
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      }),
    },
  })
}

/** What is private stays out of shared caches; a changed file is seen at the next revalidation at the latest. */
export const cacheControl = (file: FileRecord): string =>
  file.isPrivateFile ? 'private, max-age=0, must-revalidate' : 'public, max-age=3600'

type Bytes = {
  path: string
  size: number
  etag: string
  method: string
  headers: IncomingHttpHeaders
  replyHeaders: Record<string, string>
}

/** The whole or the part that was asked for, per RFC 9110. */
export const sendBytes = ({ path, size, etag, method, headers, replyHeaders }: Bytes): Reply => {
  const common = { ...replyHeaders, etag, 'accept-ranges': 'bytes' }
  if (matchesEtag(headers['if-none-match'], etag)) return { status: 304, headers: common }

  const ifRange = headers['if-range']
  const isSame = ifRange === undefined || ifRange === etag || ifRange === replyHeaders['last-modified']
  // RFC 9110 defines ranges for GET alone.
  const range = method === 'GET' && isSame ? parseRange(headers.range, size) : undefined
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${size}` } }
  }
  if (range === undefined) return { status: 200, headers: common, body: { path, start: 0, length: size } }
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${range.start}-${range.end}/${size}` },
    body: { path, start: range.start, length: range.end - range.start + 1 },
  }
}

const decodePath = (rawPath: string): string | undefined => {
  try {
    return `/${decodeURIComponent(rawPath)}`
  } catch {
    return undefined
  }
}
