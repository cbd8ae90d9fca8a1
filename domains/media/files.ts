import * as z from 'zod'
import { isImagekitStatus, reachImagekit } from '#shared/runtime/imagekit.ts'

// ImageKit leaves out, or sends as null or in another type, what it could not find out about a file.
const number = z.number().nullable().catch(null)

/** A file as ImageKit describes it, in answers and events alike. Sizes are in bytes, pixels and seconds. */
export const MediaFile = z
  .object({
    fileId: z.string(),
    filePath: z.string(),
    mime: z.string().nullable().catch(null),
    isPrivateFile: z.boolean().nullable().catch(null),
    width: number,
    height: number,
    duration: number,
    size: number,
  })
  .transform(({ filePath, duration, size, ...file }) => ({
    ...file,
    path: filePath,
    durationSeconds: duration,
    sizeBytes: size,
  }))
export type MediaFile = z.infer<typeof MediaFile>

const MediaFiles = z.array(MediaFile)

/** [36 time-out] The gateway and clients wait for 30 s at most: an unreachable media service must fail well before. */
const UPLOAD_MILLISECONDS = 9_000
const CALL_MILLISECONDS = 5_000

// All of them throw an Outage if ImageKit does not answer in time.

/** Stores a video, private unless said otherwise. It is never sent twice: an upload whose answer was lost may be stored already. */
export async function uploadVideo(
  bytes: Uint8Array<ArrayBuffer>,
  folder: string,
  fileName: string,
  { isPublic = false } = {},
): Promise<MediaFile> {
  return reachImagekit(UPLOAD_MILLISECONDS, async (imagekit, signal) => {
    const upload = {
      file: new File([bytes], fileName),
      fileName,
      folder,
      useUniqueFileName: false,
      // [66 private] Anybody who learns the address of a public file can play it.
      isPrivateFile: !isPublic,
      responseFields: ['isPrivateFile' as const],
    }
    const stored = MediaFile.parse(await imagekit.files.upload(upload, { signal }))
    // It cannot be changed later.
    if (stored.isPrivateFile === isPublic) throw new Error('The media service did not keep a video private')
    return stored
  })
}

/** The details of a file, or null if it does not exist. */
export async function findFile(fileId: string): Promise<MediaFile | null> {
  return reachImagekit(CALL_MILLISECONDS, async (imagekit, signal) => {
    try {
      return MediaFile.parse(await imagekit.files.get(fileId, { signal }))
    } catch (error) {
      if (isImagekitStatus(error, 404) || isImagekitStatus(error, 400)) return null
      throw error
    }
  })
}

/** Deletes a file. It is a success if the file is gone already. */
export async function deleteFile(fileId: string): Promise<void> {
  await reachImagekit(CALL_MILLISECONDS, async (imagekit, signal) => {
    try {
      const { status } = await imagekit.files.delete(fileId, { signal }).asResponse()
      // A proxy on the way may answer 200 with a page of its own while the file still exists.
      if (status !== 204) throw new Error(`The media service answered ${status} to a deletion`)
    } catch (error) {
      if (!isImagekitStatus(error, 404)) throw error
    }
  })
}

/** The files directly in a folder; none if the folder does not exist. */
export async function listFolder(folder: string): Promise<MediaFile[]> {
  return reachImagekit(CALL_MILLISECONDS, async (imagekit, signal) =>
    MediaFiles.parse(await imagekit.assets.list({ path: folder, type: 'file', limit: 100 }, { signal })),
  )
}

/** Videos of reels and their previews that were created before a time, oldest first. */
export async function listOldVideos(before: Date, skip: number, limit: number): Promise<MediaFile[]> {
  return reachImagekit(CALL_MILLISECONDS, async (imagekit, signal) => {
    const searchQuery = `(path : "/reels/" OR path : "/previews/") AND createdAt < "${before.toISOString()}"`
    const query = { searchQuery, sort: 'ASC_CREATED', skip, limit } as const
    return MediaFiles.parse(await imagekit.assets.list(query, { signal }))
  })
}
