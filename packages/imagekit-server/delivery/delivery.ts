import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { deliveryError } from '../protocol/replies.ts'
import { encodePath, splitQuery } from '../protocol/urls.ts'
import { currentVersion } from '../storage/records.ts'
import type { DeliveryContext } from './context.ts'
import { hlsManifest, hlsPart, PLAYLIST_TYPE } from './hls.ts'
import { sendFile } from './send-file.ts'
import { checkUrlSignature, signUrl } from './signed-urls.ts'
import { thumbnailOf } from './thumbnails.ts'
import { type Asked, changesVideo, readSuffixes, readTransformation } from './transformations.ts'

/** In seconds. */
const HOUR = 3600

/**
 * Answers `GET` and `HEAD /<imagekitId>/…`. `afterEndpoint` is the URL after that prefix, exactly as it was
 * sent: signatures cover its bytes.
 */
export async function deliver(
  afterEndpoint: string,
  request: IncomingMessage,
  context: DeliveryContext,
): Promise<Response> {
  const { records, keys, bytes, restrictsUnsigned } = context
  const [rawPath, query] = splitQuery(afterEndpoint)
  const path = decodePath(rawPath.replace(/^tr:[^/]*\//, ''))
  if (path === null) return deliveryError(400, 'Bad Request', 'EINVALID')
  const signature = checkUrlSignature(afterEndpoint, keys.privateKey, Math.floor(Date.now() / 1000))
  if (signature === 'invalid') {
    return deliveryError(401, 'Unauthorised: the signature is wrong or expired', 'EAUTH')
  }
  const exact = records.fileAt(path)
  const asked: Asked = exact ? { filePath: path, rendition: 'original', part: '' } : readSuffixes(path)
  const file = exact ?? records.fileAt(asked.filePath)
  if (file === null) return deliveryError(404, 'Not Found', 'ENOENT')
  const { isPrivateFile } = file
  if ((isPrivateFile || restrictsUnsigned) && signature !== 'valid') {
    const reason = isPrivateFile ? 'a private file needs' : 'this account delivers only'
    return deliveryError(401, `Unauthorised: ${reason} a signed URL`, 'EAUTH')
  }

  const transformation = readTransformation(rawPath, query)
  const parameters = new URLSearchParams(query)
  const expiresAt = parameters.get('ik-t')
  const isSigned = signature === 'valid'
  const cacheControl = cachingOf(isPrivateFile, isSigned ? expiresAt : null)

  function sendPlaylist(text: string): Response {
    const body = isSigned ? signUris(text, rawPath, expiresAt, keys.privateKey) : text
    return new Response(body, { headers: { 'content-type': PLAYLIST_TYPE, 'cache-control': cacheControl } })
  }

  /** As at ImageKit for a video that is being made. A client with a signature for the one is led to the whole other. */
  function notReady(afterEndpoint: string, expires: string | null | undefined): Response {
    const original = `${afterEndpoint}?tr=orig-true`
    const signed = expires === undefined ? original : signUrl(original, keys.privateKey, expires)
    const headers = { location: `${context.urlEndpoint}/${signed}`, 'cache-control': 'no-store' }
    return new Response(null, { status: 302, headers })
  }

  switch (asked.rendition) {
    case 'original': {
      const { id, size, etag, media, createdAt } = currentVersion(file)
      if (media.mime.startsWith('video/') && changesVideo(transformation)) {
        return notReady(encodePath(file.filePath.slice(1)), isSigned ? expiresAt : undefined)
      }
      const headers = {
        'content-type': media.mime,
        'cache-control': cacheControl,
        'last-modified': new Date(createdAt).toUTCString(),
        ...(parameters.get('ik-attachment') === 'true' && {
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        }),
      }
      return sendFile(request, { path: bytes.path(id), size, etag, headers })
    }
    case 'thumbnail': {
      const thumbnail = await thumbnailOf(file, transformation, context)
      if (thumbnail instanceof Response) return thumbnail
      const { path, size, name } = thumbnail
      const headers = { 'content-type': 'image/jpeg', 'cache-control': cacheControl }
      return sendFile(request, { path, size, etag: `"${file.currentVersionId}-${name}"`, headers })
    }
    case 'hls-manifest': {
      const manifest = await hlsManifest(file, transformation, context)
      return manifest instanceof Response ? manifest : sendPlaylist(manifest.playlist)
    }
    case 'hls-part': {
      const found = await hlsPart(file, asked.part, context)
      if (found instanceof Response) return found
      const { path, size, type } = found
      if (type === PLAYLIST_TYPE) return sendPlaylist(await readFile(path, 'utf8'))
      const headers = { 'content-type': type, 'cache-control': cacheControl }
      return sendFile(request, { path, size, etag: `"${file.currentVersionId}-${asked.part}"`, headers })
    }
    case 'dash-manifest':
      return deliveryError(404, 'Not Found: DASH is not offered by the local media server', 'ENOENT')
  }
}

/** A changed public file is seen after an hour at the latest. Shared caches must not keep a private one. */
function cachingOf(isPrivateFile: boolean, expiresAt: string | null): string {
  const left = expiresAt === null ? HOUR : Number(expiresAt) - Math.floor(Date.now() / 1000)
  const seconds = Math.max(0, Math.min(HOUR, left))
  if (!isPrivateFile) return `public, max-age=${seconds}`
  return expiresAt === null ? 'private, max-age=0, must-revalidate' : `private, max-age=${seconds}`
}

/** A client that may read the playlist of a private file may read what it names, for just as long. */
function signUris(playlist: string, rawPath: string, expiresAt: string | null, privateKey: string): string {
  const folder = rawPath.slice(0, rawPath.lastIndexOf('/') + 1)
  return playlist.replace(/^[^#\s].*$|(?<=URI=")[^"]+/gm, uri =>
    signUrl(folder + uri, privateKey, expiresAt).slice(folder.length),
  )
}

function decodePath(rawPath: string): string | null {
  try {
    return `/${decodeURIComponent(rawPath)}`
  } catch {
    return null
  }
}
