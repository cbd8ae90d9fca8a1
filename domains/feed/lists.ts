import mongoose from 'mongoose'
import type { Entitlement } from '#domains/entitlements/model.ts'
import { viewReels } from '#domains/feed/view.ts'
import type { Counter, Reaction } from '#domains/reactions/model.ts'
import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import { type ReadReel, ReelModel, WITHOUT_FEEDS } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { type List, paginate } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

type ReelPage = Page<Reel> | Refusal<'InvalidCursor'>

/** A page of the public reels, newest first. Two round trips in sequence, whatever its length. */
export async function readFeed(filter: FeedFilter, request: PageRequest, viewer: Viewer | null) {
  return readReels(feedList(filter), request, viewer)
}

/** The public reels that pass a filter. */
export function feedList(filter: FeedFilter): List<'publishedAt'> {
  return { name: 'feed', filter: { feeds: feedKey(filter) }, sortedBy: 'publishedAt' }
}

/** A page of a partner's own reels, newest first, including those that are not public yet. */
export async function readOwnReels(
  viewer: Viewer<'partner'>,
  status: ReadReel['status'] | undefined,
  request: PageRequest,
): Promise<ReelPage> {
  const partner = new mongoose.Types.ObjectId(viewer.id)
  const filter = { partner, status: status ?? ({ $ne: 'withdrawn' } as const) }
  return readReels({ name: 'own', filter, sortedBy: 'createdAt' }, request, viewer)
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
      lookUpReels(['ready']),
    ]),
  )
  if (isRefusal(page)) return page
  const reels = page.items.flatMap(reaction => reaction.reels)
  return { ...page, items: await viewReels(reels, user) }
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
      lookUpReels(['ready', 'withdrawn']),
    ]),
  )
  if (isRefusal(page)) return page
  return {
    ...page,
    items: await viewReels(
      page.items.flatMap(({ reels }) => reels),
      user,
    ),
  }
}

function lookUpReels(statuses: ReadReel['status'][]) {
  return {
    $lookup: {
      from: ReelModel.collection.name,
      localField: 'reel',
      foreignField: '_id',
      pipeline: [{ $match: { status: { $in: statuses } } }, { $project: WITHOUT_FEEDS }],
      as: 'reels',
    },
  }
}

async function readReels(
  list: List<'publishedAt' | 'createdAt'>,
  request: PageRequest,
  viewer: Viewer | null,
): Promise<ReelPage> {
  const page = await paginate(list, request, ({ filter, sort, limit }) =>
    ReelModel.find(filter, WITHOUT_FEEDS).sort(sort).limit(limit).lean<ReadReel[]>(),
  )
  return isRefusal(page) ? page : { ...page, items: await viewReels(page.items, viewer) }
}
