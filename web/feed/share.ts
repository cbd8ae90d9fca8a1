import { base58 } from '@scure/base'
import { apiUrl } from '../api/address.ts'
import { api, attempt } from '../api/api.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { shareLink } from '../ui/share-link.ts'

/** The address of a page of a reel that messengers show a preview of, and that leads into this player. */
export function shareUrl(reelId: string): string {
  const bytes = Uint8Array.from(reelId.match(/../g) ?? [], byte => Number.parseInt(byte, 16))
  return `${apiUrl}/s/${base58.encode(bytes)}`
}

/** Shares a reel, and tells the API that it was shared. */
export async function shareReel(reel: ReelSignal): Promise<void> {
  const { id, title, view } = reel.value
  const isShared = await shareLink(title, shareUrl(id))
  // Nobody waits for it, and nobody has to know if it fails.
  if (isShared && view)
    await attempt(api.shareReel({ params: { reelId: id }, body: { ticket: view.ticket } }))
}
