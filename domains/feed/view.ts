import { accessTo, isFree } from '#domains/entitlements/rights.ts'
import { type Hydration, hydrate } from '#domains/feed/hydration.ts'
import { showVideo } from '#domains/feed/shown-video.ts'
import { isSoldIn } from '#domains/money/selling.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { readReel } from '#domains/reels/stored-reels.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** What reels look like to somebody. Reels that are not shown are left out. */
export async function viewReels(reels: readonly ReadReel[], viewer: Viewer | null): Promise<Reel[]> {
  if (reels.length === 0) return []
  const hydration = await hydrate(reels, viewer)
  const now = new Date()
  return reels
    .filter(reel => isPresentable(reel, hydration))
    .map(reel => present(reel, hydration, viewer, now))
}

/** One reel as `viewReels` shows it. */
export async function viewReel(reel: ReadReel, viewer: Viewer | null) {
  const [view] = await viewReels([reel], viewer)
  return view ?? refuse('ReelNotFound')
}

/** The reel with this id as somebody sees it. */
export async function findReel(reelId: string, viewer: Viewer | null) {
  const reel = await readReel({ _id: reelId })
  return reel && isVisible(reel, viewer) ? viewReel(reel, viewer) : refuse('ReelNotFound')
}

/** One that is not ready exists for its partner only. Whether a deleted one exists for somebody is read with its page. */
function isVisible(reel: ReadReel, viewer: Viewer | null): boolean {
  return reel.status === 'ready' || reel.status === 'withdrawn' || isOwner(reel, viewer)
}

/** If its partner is gone, a reel is about to be deleted. A deleted one is there for those who bought it. */
function isPresentable(reel: ReadReel, { brandNames, entitled }: Hydration): boolean {
  // Its partner has taken it back from everybody else.
  if (reel.status === 'withdrawn') return entitled.has(String(reel._id))
  return brandNames.has(String(reel.partner))
}

function isOwner(reel: ReadReel, viewer: Viewer | null): boolean {
  return String(reel.partner) === viewer?.id
}

/** The public shape of a reel for one viewer, from what was read. */
function present(reel: ReadReel, hydration: Hydration, viewer: Viewer | null, now: Date): Reel {
  const id = String(reel._id)
  const partnerId = String(reel.partner)
  return {
    id,
    // To those who may still play it, a deleted reel is like any other.
    status: reel.status === 'withdrawn' ? 'ready' : reel.status,
    title: reel.title,
    description: reel.description,
    tags: reel.tags,
    price: { amount: reel.price.amount, currency: reel.price.currency },
    sale: saleOf(reel, hydration),
    video: showVideo(reel, accessTo(reel, viewer, hydration.entitled), now),
    partner: {
      id: partnerId,
      brandName: reel.withdrawal?.brandName ?? hydration.brandNames.get(partnerId) ?? '',
    },
    // A recount in the middle of a like may be off by one for a moment; the API never shows less than zero.
    counts: { likes: Math.max(0, reel.likes), saves: Math.max(0, reel.saves) },
    viewer:
      viewer?.role === 'user' ? { liked: hydration.liked.has(id), saved: hydration.saved.has(id) } : null,
    failure: reel.failure && isOwner(reel, viewer) ? { ...reel.failure } : null,
    createdAt: reel.createdAt.toISOString(),
    updatedAt: reel.updatedAt.toISOString(),
  }
}

function saleOf(reel: ReadReel, { payable, entitled }: Hydration): Reel['sale'] {
  if (isFree(reel)) return null
  const canBeBought = reel.status === 'ready' && payable.has(String(reel.partner)) && isSoldIn(reel.price)
  return { forSale: canBeBought, owned: entitled.has(String(reel._id)) }
}
