import ImageKit from 'imagekit'
import { Problem } from '#shared/contract/problems.ts'
import { config } from '#shared/runtime/config.ts'
import { timed } from '#shared/runtime/time-spent.ts'

/** [36 time-out] The gateway and clients wait for 30 s at most: an unreachable media service must fail well before. */
const UPLOAD_MILLISECONDS = 9_000
const CALL_MILLISECONDS = 5_000

let client: ImageKit | undefined

function imagekit(): ImageKit {
  const { privateKey, apiUrl } = config().media
  // [36 no-retry] An upload whose answer was lost may be stored already; the SDK would send it twice more.
  client ??= new ImageKit({ privateKey, ...(apiUrl && { baseURL: apiUrl }), maxRetries: 0 })
  return client
}

/** What ImageKit says of a file; what it does not say, or says in another type, is null. */
export interface MediaFile {
  fileId: string
  path: string
  mime: string | null
  width: number | null
  height: number | null
  durationSeconds: number | null
  sizeBytes: number | null
}

/**
 * Stores a video. Never tried twice: an upload whose answer was lost may be stored already.
 * @throws Problem MediaUnavailable within 10 s
 */
export async function uploadVideo(
  bytes: Uint8Array<ArrayBuffer>,
  folder: string,
  fileName: string,
): Promise<MediaFile> {
  return reach(UPLOAD_MILLISECONDS, async signal => {
    const file = new File([bytes], fileName)
    const stored: unknown = await imagekit().files.upload(
      { file, fileName, folder, useUniqueFileName: false },
      { signal },
    )
    return readMediaFile(stored)
  })
}

/**
 * The details of a file, or null where there is none.
 * @throws Problem MediaUnavailable
 */
export async function findFile(fileId: string): Promise<MediaFile | null> {
  return reach(CALL_MILLISECONDS, async signal => {
    try {
      return readMediaFile(await imagekit().files.get(fileId, { signal }))
    } catch (error) {
      if (isStatus(error, 404) || isStatus(error, 400)) return null
      throw error
    }
  })
}

/**
 * Deletes a file; one that is gone already is a success.
 * @throws Problem MediaUnavailable
 */
export async function deleteFile(fileId: string): Promise<void> {
  await reach(CALL_MILLISECONDS, async signal => {
    try {
      const { status } = await imagekit().files.delete(fileId, { signal }).asResponse()
      // A proxy on the way answers 200 with a page of its own, and the file is still there.
      if (status !== 204) throw new Error(`The media service answered ${status} to a deletion`)
    } catch (error) {
      if (!isStatus(error, 404)) throw error
    }
  })
}

/**
 * The files directly in a folder; none where the folder does not exist.
 * @throws Problem MediaUnavailable
 */
export async function listFolder(folder: string): Promise<MediaFile[]> {
  return reach(CALL_MILLISECONDS, async signal => {
    const assets: unknown = await imagekit().assets.list(
      { path: folder, type: 'file', limit: 100 },
      { signal },
    )
    return readMediaFiles(assets)
  })
}

/**
 * Files of reels that were made before a time, oldest first.
 * @throws Problem MediaUnavailable
 */
export async function listOldVideos(before: Date, skip: number, limit: number): Promise<MediaFile[]> {
  return reach(CALL_MILLISECONDS, async signal => {
    const searchQuery = `path : "/reels/" AND createdAt < "${before.toISOString()}"`
    const assets: unknown = await imagekit().assets.list(
      { searchQuery, sort: 'ASC_CREATED', skip, limit },
      { signal },
    )
    return readMediaFiles(assets)
  })
}

async function reach<T>(milliseconds: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    // The client's own time-out ends with the response headers; this one covers the body too.
    return await timed('imagekit', () => call(AbortSignal.timeout(milliseconds)))
  } catch (cause) {
    throw new Problem('MediaUnavailable', { cause })
  }
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof ImageKit.APIError && error.status === status
}

/** @throws Error where this is not what ImageKit says of a file */
export function readMediaFile(file: unknown): MediaFile {
  const fields: Record<string, unknown> = { ...(typeof file === 'object' && file) }
  const { fileId, filePath } = fields
  if (typeof fileId !== 'string' || typeof filePath !== 'string') {
    throw new Error('The media service answered something that is not a file')
  }
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null)
  return {
    fileId,
    path: filePath,
    mime: typeof fields['mime'] === 'string' ? fields['mime'] : null,
    width: number(fields['width']),
    height: number(fields['height']),
    durationSeconds: number(fields['duration']),
    sizeBytes: number(fields['size']),
  }
}

/** @throws Error where this is no list: to take it for an empty one would leave files behind */
function readMediaFiles(assets: unknown): MediaFile[] {
  if (!Array.isArray(assets)) throw new Error('The media service answered something that is not a list')
  return assets.map(readMediaFile)
}

/** The body of a webhook, or null where its signature or its time (±5 minutes) does not hold. */
export function verifyWebhook(rawBody: string, headers: Record<string, string>, secret: string): unknown {
  try {
    // [38 signature] Anyone can send a request to this address.
    return imagekit().webhooks.unwrap(rawBody, { headers, key: secret })
  } catch {
    // Wrong signature, missing header, bad time or no JSON: all the same to whoever sent it.
    return null
  }
}
