import { readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import type { Context } from '../protocol/context.ts'
import { deliveryError, type Reply } from '../protocol/replies.ts'
import { currentVersion, type FileRecord } from '../storage/records.ts'
import { matchesEtag, parseRange } from './byte-ranges.ts'
import { hlsManifest, hlsPart, PLAYLIST_TYPE } from './hls.ts'
import { checkUrlSignature, signUrl, splitQuery } from './signed-urls.ts'
import { thumbnailOf } from './thumbnails.ts'
import { type Asked, readSuffixes, readTransformation, type Transformation } from './transformations.ts'

interface DeliveryRequest {
  method: string
  headers: IncomingHttpHeaders
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Accept-Ranges, Content-Length, Content-Range, ETag, ik-error, x-ik-requestId',
  'timing-allow-origin': '*',
}

export function withDeliveryCors(reply: Reply): Reply {
  return {
    ...reply,
    headers: { ...CORS, 'x-content-type-options': 'nosniff', ...reply.headers },
  }
}

export function deliveryPreflight(): Reply {
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': 'Range, If-Range, If-None-Match',
      'access-control-max-age': '86400',
    },
  }
}

/** Answers `GET` and `HEAD /<imagekitId>/…`; `afterEndpoint` is the URL as sent, from behind that prefix. */
export async function deliver(
  afterEndpoint: string,
  request: DeliveryRequest,
  context: Context,
): Promise<Reply> {
  const [rawPath, query] = splitQuery(afterEndpoint)
  const path = decodePath(rawPath.replace(/^tr:[^/]*\//, ''))
  if (path === undefined) return deliveryError(400, 'Bad Request', 'EINVALID')
  const signature = checkUrlSignature(afterEndpoint, context.keys.privateKey, Math.floor(Date.now() / 1000))
  if (signature === 'invalid')
    return deliveryError(401, 'Unauthorised: the signature is wrong or expired', 'EAUTH')

  const exact = context.records.fileAt(path)
  const asked: Asked =
    exact === undefined ? readSuffixes(path) : { filePath: path, rendition: 'original', part: '' }
  const file = exact ?? context.records.fileAt(asked.filePath)
  if (file === undefined) return deliveryError(404, 'Not Found', 'ENOENT')
  if (file.isPrivateFile && signature !== 'valid') {
    return deliveryError(401, 'Unauthorised: a private file needs a signed URL', 'EAUTH')
  }
  const transformation = readTransformation(rawPath, query)
  switch (asked.rendition) {
    case 'original':
      return original(file, query, request, context)
    case 'thumbnail':
      return thumbnail(file, transformation, request, context)
    case 'hls-manifest': {
      const manifest = await hlsManifest(file, transformation, context)
      return 'playlist' in manifest ? playlist(manifest.playlist, rawPath, query, file, context) : manifest
    }
    case 'hls-part':
      return streamPart(file, asked.part, { rawPath, query }, request, context)
    case 'dash-manifest':
      return deliveryError(404, 'Not Found: DASH is not offered by the local media server', 'ENOENT')
  }
}

async function thumbnail(
  file: FileRecord,
  transformation: Transformation,
  request: DeliveryRequest,
  context: Context,
): Promise<Reply> {
  const found = await thumbnailOf(file, transformation, context)
  if (!('path' in found)) return found
  return sendBytes({
    ...request,
    path: found.path,
    size: found.size,
    etag: `"${file.currentVersionId}-${found.name}"`,
    replyHeaders: { 'content-type': 'image/jpeg', 'cache-control': cacheControl(file) },
  })
}

async function streamPart(
  file: FileRecord,
  part: string,
  { rawPath, query }: { rawPath: string; query: string },
  request: DeliveryRequest,
  context: Context,
): Promise<Reply> {
  const found = await hlsPart(file, part, context)
  if (!('path' in found)) return found
  if (found.type === PLAYLIST_TYPE) {
    return playlist(await readFile(found.path, 'utf8'), rawPath, query, file, context)
  }
  return sendBytes({
    ...request,
    path: found.path,
    size: found.size,
    etag: `"${file.currentVersionId}-${part}"`,
    replyHeaders: { 'content-type': found.type, 'cache-control': cacheControl(file) },
  })
}

/** Whoever may see the playlist of a private file may see what it names, for just as long. */
function playlist(text: string, rawPath: string, query: string, file: FileRecord, { keys }: Context): Reply {
  const folder = rawPath.slice(0, rawPath.lastIndexOf('/') + 1)
  const expiresAt = new URLSearchParams(query).get('ik-t') ?? undefined
  const sign = (uri: string) => signUrl(folder + uri, keys.privateKey, expiresAt).slice(folder.length)
  return {
    status: 200,
    headers: { 'content-type': PLAYLIST_TYPE, 'cache-control': cacheControl(file) },
    body: file.isPrivateFile ? text.replace(/^[^#\s].*$|(?<=URI=")[^"]+/gm, sign) : text,
  }
}

function original(
  file: FileRecord,
  query: string,
  { method, headers }: DeliveryRequest,
  context: Context,
): Reply {
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
export function cacheControl(file: FileRecord): string {
  return file.isPrivateFile ? 'private, max-age=0, must-revalidate' : 'public, max-age=3600'
}

interface Bytes {
  path: string
  size: number
  etag: string
  method: string
  headers: IncomingHttpHeaders
  replyHeaders: Record<string, string>
}

/** The whole or the part that was asked for, per RFC 9110. */
export function sendBytes({ path, size, etag, method, headers, replyHeaders }: Bytes): Reply {
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

function decodePath(rawPath: string): string | undefined {
  try {
    return `/${decodeURIComponent(rawPath)}`
  } catch {
    return undefined
  }
}
