import { noteWatched } from '#domains/entitlements/watching.ts'
import { findReel } from '#domains/feed/view.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/**
 * The video of a reel with fresh URLs, for what its viewer may play now.
 * @param watchedSeconds of a reel that was bought: what was watched so far is kept with the right to it
 */
export async function playReel(reelId: string, viewer: Viewer | null, watchedSeconds?: number) {
  const reel = await findReel(reelId, viewer)
  if (isRefusal(reel)) return reel
  if (!reel.video) return refuse('ReelNotFound')
  if (viewer?.role === 'user' && reel.sale?.owned && watchedSeconds !== undefined) {
    await noteWatched(viewer.id, reelId, watchedSeconds, new Date())
  }
  return reel.video
}
