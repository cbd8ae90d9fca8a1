import type { ReceivedRequest } from '@reels/imagekit-server'
import { inject } from 'vitest'

/** The requests to the media server that contain a text. */
export async function requestsNaming(text: string): Promise<ReceivedRequest[]> {
  const answer = await fetch(`${inject('mediaUrl')}/_requests?contains=${encodeURIComponent(text)}`)
  return JSON.parse(await answer.text())
}
