import type { Hydration } from '#domains/feed/hydration.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** May this viewer know that the reel exists? One that is not ready exists for its partner only. */
export function isVisible(reel: ReadReel, viewer: Viewer | null): boolean {
  return reel.status === 'ready' || isOwner(reel, viewer)
}

/** Is the reel shown at all? If its partner is gone, the reel is about to be deleted. */
export function isPresentable(reel: ReadReel, { brandNames }: Hydration): boolean {
  return brandNames.has(String(reel.partner))
}

/** May this viewer see why the upload failed? */
export function maySeeFailure(reel: ReadReel, viewer: Viewer | null): boolean {
  return isOwner(reel, viewer)
}

function isOwner(reel: ReadReel, viewer: Viewer | null): boolean {
  return String(reel.partner) === viewer?.id
}
