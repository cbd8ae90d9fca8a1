import { hydrate } from '#domains/feed/hydration.ts'
import { present } from '#domains/feed/presentation.ts'
import { isPresentable, isVisible } from '#domains/feed/rules.ts'
import { type ReadReel, ReelModel, WITHOUT_FEEDS } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** What reels look like to somebody. Reels that are not shown are left out. */
export async function viewReels(reels: readonly ReadReel[], viewer: Viewer | null): Promise<Reel[]> {
  if (reels.length === 0) return []
  const hydration = await hydrate(reels, viewer)
  return reels.filter(reel => isPresentable(reel, hydration)).map(reel => present(reel, hydration, viewer))
}

/** One reel as `viewReels` shows it, or null. */
export async function viewReel(reel: ReadReel, viewer: Viewer | null): Promise<Reel | null> {
  const [view] = await viewReels([reel], viewer)
  return view ?? null
}

/** The reel with this id as somebody sees it. */
export async function findReel(
  reelId: string,
  viewer: Viewer | null,
): Promise<Reel | Refusal<'ReelNotFound'>> {
  const reel = await ReelModel.findById(reelId, WITHOUT_FEEDS).lean<ReadReel>()
  const view = reel && isVisible(reel, viewer) ? await viewReel(reel, viewer) : null
  return view ?? refuse('ReelNotFound')
}
