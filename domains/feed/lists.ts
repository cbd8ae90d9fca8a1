import mongoose from 'mongoose'
import type { Entitlement } from '#domains/entitlements/model.ts'
import { LOOK_UP_PUBLISHERS, type ReelWithPublisher } from '#domains/feed/publishers.ts'
import { viewReels } from '#domains/feed/view.ts'
import type { Counter, Reaction } from '#domains/reactions/model.ts'
import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import { type ReadReel, ReelModel, WITHOUT_FEEDS } from '#domains/reels/model.ts'
import { publicAt } from '#domains/reels/public-at.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Place } from '#domains/tickets/places.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { type List, paginate } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

type ReelPage = Page<Reel> | Refusal<'InvalidCursor'>

/** A page of the public reels, newest first. One round trip, and for a user another one, whatever its length. */
export async function readFeed(filter: FeedFilter, request: PageRequest, viewer: Viewer | null) {
  return readReels(feedList(filter), request, viewer, filter.partner ? 'partner' : 'feed')
}

/** The public reels that pass a filter. */
export function feedList(filter: FeedFilter): List<'publishedAt'> {
  // [93 feed] Every public list ends at this time.
  const within = { until: new Date() }
  return { name: 'feed', filter: { feeds: feedKey(filter) }, sortedBy: 'publishedAt', within }
}

/** A page of a partner's own reels, newest first, including those that are not public yet. */
export async function readOwnReels(
  viewer: Viewer<'partner'>,
  status: Reel['status'] | undefined,
  request: PageRequest,
): Promise<ReelPage> {
  return readReels(ownList(viewer, status), request, viewer, null)
}

function ownList(
  viewer: Viewer<'partner'>,
  status: Reel['status'] | undefined,
): List<'publishedAt' | 'createdAt'> {
  // Sorted by the time that is shown or planned, because the index of the public lists has it.
  if (status === 'ready') return { ...feedList({ partner: viewer.id }), name: 'own' }
  if (status === 'scheduled') {
    return { ...feedList({ partner: viewer.id }), name: 'scheduled', within: { after: new Date() } }
  }
  const partner = new mongoose.Types.ObjectId(viewer.id)
  return { name: 'own', filter: { partner, status: status ?? { $ne: 'withdrawn' } }, sortedBy: 'createdAt' }
}

/** A page of what a user liked or saved, latest first. Reels that are gone are left out. */
export async function readReactions(counter: Counter, user: Viewer<'user'>, request: PageRequest) {
  const filter = { user: new mongoose.Types.ObjectId(user.id) }
  const list = { name: counter, filter, sortedBy: 'createdAt' } as const
  const { MODELS } = await import('#domains/reactions/model.ts')
  // One round trip for the reactions and their reels; a second one, in viewReels, for what reels show.
  const page = await paginate(list, request, range =>
    MODELS[counter].aggregate<Reaction & { reels: ReadReel[] }>([
      { $match: range.filter },
      { $sort: range.sort },
      { $limit: range.limit },
      lookUpReels(publicAt(new Date())),
    ]),
  )
  if (isRefusal(page)) return page
  const reels = page.items.flatMap(reaction => reaction.reels)
  return { ...page, items: await viewReels(reels, user, null) }
}

/** A page of what a user has bought and may play, latest bought first, even if it is not for sale any more. */
export async function readLibrary(user: Viewer<'user'>, request: PageRequest) {
  const filter = { user: new mongoose.Types.ObjectId(user.id), state: 'active' }
  const list = { name: 'library', filter, sortedBy: 'grantedAt', thenBy: 'reel' } as const
  const { EntitlementModel } = await import('#domains/entitlements/model.ts')
  const page = await paginate(list, request, range =>
    EntitlementModel.aggregate<Entitlement & { reels: ReadReel[] }>([
      { $match: range.filter },
      { $sort: range.sort },
      { $limit: range.limit },
      // What was bought was public, and stays with its buyer.
      lookUpReels({ status: { $in: ['ready', 'withdrawn'] } }),
    ]),
  )
  if (isRefusal(page)) return page
  return {
    ...page,
    items: await viewReels(
      page.items.flatMap(({ reels }) => reels),
      user,
      null,
    ),
  }
}

function lookUpReels(filter: Record<string, unknown>) {
  return {
    $lookup: {
      from: ReelModel.collection.name,
      localField: 'reel',
      foreignField: '_id',
      pipeline: [{ $match: filter }, { $project: WITHOUT_FEEDS }],
      as: 'reels',
    },
  }
}

async function readReels(
  list: List<'publishedAt' | 'createdAt'>,
  request: PageRequest,
  viewer: Viewer | null,
  place: Place | null,
): Promise<ReelPage> {
  const page = await paginate(list, request, ({ filter, sort, limit }) =>
    ReelModel.aggregate<ReelWithPublisher>([
      { $match: filter },
      { $sort: sort },
      { $limit: limit },
      { $project: WITHOUT_FEEDS },
      LOOK_UP_PUBLISHERS,
    ]),
  )
  return isRefusal(page) ? page : { ...page, items: await viewReels(page.items, viewer, place) }
}
