import { base58 } from '@scure/base'
import { api, apiUrl, attempt } from '../api/api.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { toast } from '../ui/toast.tsx'

/** The address of a page of a reel that messengers show a preview of, and that leads into this player. */
export function shareUrl(reelId: string): string {
  const bytes = Uint8Array.from(reelId.match(/../g) ?? [], byte => Number.parseInt(byte, 16))
  return `${apiUrl}/s/${base58.encode(bytes)}`
}

/** Opens the system's dialog; where there is none, the link is copied. */
export async function shareReel(reel: ReelSignal): Promise<void> {
  const { id, title, view } = reel.value
  const url = shareUrl(id)
  try {
    if ('share' in navigator) await navigator.share({ title, url })
    else {
      await copy(url)
      toast('Link copied.')
    }
  } catch (error) {
    // The error is an AbortError if somebody closed the system's dialog: that is not a failure.
    if (!(error instanceof DOMException && error.name === 'AbortError'))
      toast('The link could not be shared.')
    return
  }
  // Nobody waits for it, and nobody has to know if it fails.
  if (view) await attempt(api.shareReel({ params: { reelId: id }, body: { ticket: view.ticket } }))
}

// A function of its own, because TypeScript believes that every navigator has `share`.
function copy(text: string): Promise<void> {
  return navigator.clipboard.writeText(text)
}
