import * as z from 'zod'

// ImageKit leaves out, or sends as null, what it could not find out about a file.
const number = z.number().nullable().catch(null)

/**
 * A file as ImageKit describes it: in the answers of its API and in its events alike. Sizes are in bytes, pixels
 * and seconds. What ImageKit does not give, or gives in another type, is null.
 */
export const MediaFile = z
  .object({
    fileId: z.string(),
    filePath: z.string(),
    mime: z.string().nullable().catch(null),
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

export const MediaFiles = z.array(MediaFile)
