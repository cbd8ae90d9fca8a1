import { readLimits } from '../api/limits.ts'
import { sizeText } from '../ui/amounts.ts'

/** What file dialogs offer. */
export const VIDEO_TYPES = 'video/mp4,video/quicktime,video/webm'

/** Why the API would refuse this file, checked before anything is sent. Null if it would not. */
export async function refusalOf(file: File): Promise<string | null> {
  const video = (await readLimits())?.video
  if (!video) return null
  if (!video.acceptedTypes.includes(file.type)) return 'This is not an MP4, MOV or WebM video.'
  if (file.size > video.maxDirectBytes) {
    return `This video is ${sizeText(file.size)}. The limit is ${sizeText(video.maxDirectBytes)}.`
  }
  return file.size === 0 ? 'This file is empty.' : null
}
