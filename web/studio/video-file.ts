import { readLimits } from '../api/limits.ts'
import { sizeText } from '../ui/amounts.ts'

/** What file dialogs offer. */
export const VIDEO_TYPES = 'video/mp4,video/quicktime,video/webm'

/** Why the API would refuse this file, checked before anything is sent. Null if it would not. */
export async function refusalOf(file: File): Promise<string | null> {
  const limits = await readLimits()
  if (!limits.ok) return null
  const { video } = limits.data
  if (!video.acceptedTypes.includes(file.type)) return 'This is not an MP4, MOV or WebM video.'
  if (file.size > video.maxDirectBytes) {
    return `This video is ${sizeText(file.size)}. The limit is ${sizeText(video.maxDirectBytes)}.`
  }
  return file.size === 0 ? 'This file is empty.' : null
}

/** What a partner reads when the media service has refused a file, from what it says of that. */
export function rejectionText(message: string): string {
  // The checks in the form are the type and the size that the file had when it was chosen.
  if (message.includes("'checks'")) {
    return 'The upload was rejected: the file is not an MP4, MOV or WebM video, or it has changed since you chose it.'
  }
  return `The upload was rejected${message === '' ? '.' : `: ${message}`}`
}
