import { ObjectId } from 'mongodb'
import { accessTo, isFree } from '#domains/entitlements/rights.ts'
import { type Hydration, hydrate } from '#domains/feed/hydration.ts'
import { showVideo } from '#domains/feed/shown-video.ts'
import { isSoldIn } from '#domains/money/selling.ts'
import { reels, WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import { isPublicAt } from '#domains/reels/public-at.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Place } from '#domains/tickets/places.ts'
import { issueTicket } from '#domains/tickets/ticket.ts'
import { DEFAULT_LANGUAGE } from '#domains/words/language.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'

/**
 * What reels look like to somebody. Reels that are not shown are left out.
 * @param place where they are shown; null if views need not be told apart by it
 */
export async function viewReels(
  read: readonly ReadReel[],
  viewer: Viewer | null,
  place: Place | null,
): Promise<Reel[]> {
  const now = new Date()
  const visible = read.filter(reel => isVisible(reel, viewer, now))
  if (visible.length === 0) return []
  const hydration = await hydrate(visible, viewer)
  return visible.flatMap(reel => present(reel, hydration, { viewer, place, now }) ?? [])
}

/** One reel as `viewReels` shows it. */
export async function viewReel(reel: ReadReel, viewer: Viewer | null, place: Place | null = null) {
  const [view] = await viewReels([reel], viewer, place)
  return view ?? refuse('ReelNotFound')
}

/** The reel with this id as somebody sees it who has its address. */
export async function findReel(reelId: string, viewer: Viewer | null) {
  const reel = await reels().findOne({ _id: new ObjectId(reelId) }, { projection: WITHOUT_FEEDS })
  return reel ? viewReel(reel, viewer, 'share') : refuse('ReelNotFound')
}

/** One that is not public exists for its partner only. Whether a deleted one exists for somebody is read with its page. */
function isVisible(reel: ReadReel, viewer: Viewer | null, now: Date): boolean {
  return isPublicAt(reel, now) || reel.status === 'withdrawn' || String(reel.partner) === viewer?.id
}

/** The public shape of a reel for one viewer, from what was read; null if there is none for this viewer. */
function present(reel: ReadReel, hydration: Hydration, shown: Showing): Reel | null {
  const { viewer, now } = shown
  // Writing an id as text takes time, and a page has many.
  const ids = { id: String(reel._id), partnerId: String(reel.partner) }
  const { id, partnerId } = ids
  if (!isPresentable(reel, ids, hydration)) return null
  const isOwner = partnerId === viewer?.id
  const video = showVideo(reel, accessTo(reel, viewer, hydration.entitled), now)
  return {
    id,
    status: statusOf(reel, now),
    title: reel.title,
    description: reel.description,
    tags: reel.tags,
    price: { amount: reel.price.amount, currency: reel.price.currency },
    sale: saleOf(reel, ids, hydration, now),
    video,
    partner: {
      id: partnerId,
      brandName: reel.withdrawal?.brandName ?? hydration.brandNames.get(partnerId) ?? '',
    },
    // A recount in the middle of a like may be off by one for a moment; the API never shows less than zero.
    counts: {
      likes: Math.max(0, reel.likes),
      saves: Math.max(0, reel.saves),
      views: reel.views ?? 0,
      shares: reel.shares ?? 0,
    },
    viewer:
      viewer?.role === 'user'
        ? {
            liked: hydration.liked.has(id),
            saved: hydration.saved.has(id),
            following: hydration.following.has(partnerId),
          }
        : null,
    publishAt: isOwner ? plannedTime(reel, now) : null,
    view: video?.access === 'full' ? viewOf(id, video.durationSeconds, shown) : null,
    language: reel.language ?? DEFAULT_LANGUAGE,
    failure: reel.failure && isOwner ? { ...reel.failure } : null,
    createdAt: reel.createdAt.toISOString(),
    updatedAt: reel.updatedAt.toISOString(),
  }
}

/** Who sees a reel, when and where. */
interface Showing {
  viewer: Viewer | null
  place: Place | null
  now: Date
}

/** The ids of a reel and of its partner, as text. */
interface Ids {
  id: string
  partnerId: string
}

/** If its partner is gone, a reel is about to be deleted. A deleted one is there for those who bought it. */
function isPresentable(reel: ReadReel, { id, partnerId }: Ids, { brandNames, entitled }: Hydration): boolean {
  // Its partner has taken it back from everybody else.
  if (reel.status === 'withdrawn') return entitled.has(id)
  return brandNames.has(partnerId)
}

function viewOf(reel: string, durationSeconds: number, { viewer, place, now }: Showing): Reel['view'] {
  const shown = { reel, account: viewer?.id ?? null, shownAt: now }
  const ticket = issueTicket({ ...shown, durationSeconds, place })
  return { ticket, heartbeatSeconds: config().heartbeatSeconds }
}

function statusOf(reel: ReadReel, now: Date): Reel['status'] {
  // To those who may still play it, a deleted reel is like any other.
  if (reel.status === 'withdrawn') return 'ready'
  return reel.status === 'ready' && !isPublicAt(reel, now) ? 'scheduled' : reel.status
}

/** When a reel becomes public, if that is planned and lies ahead. */
function plannedTime(reel: ReadReel, now: Date): string | null {
  const time = reel.status === 'ready' ? reel.publishedAt : reel.publishAt
  return time && time > now ? time.toISOString() : null
}

function saleOf(
  reel: ReadReel,
  { id, partnerId }: Ids,
  { payable, entitled }: Hydration,
  now: Date,
): Reel['sale'] {
  if (isFree(reel)) return null
  const canBeBought = isPublicAt(reel, now) && payable.has(partnerId) && isSoldIn(reel.price)
  return { forSale: canBeBought, owned: entitled.has(id) }
}
