import { type Document, ObjectId } from 'mongodb'
import { entitlements } from '#domains/entitlements/collections.ts'
import type { Entitlement } from '#domains/entitlements/model.ts'
import { LOOK_UP_PUBLISHERS, type ReelWithPublisher } from '#domains/feed/publishers.ts'
import { viewReels } from '#domains/feed/view.ts'
import { REACTIONS } from '#domains/reactions/collections.ts'
import type { Counter, Reaction } from '#domains/reactions/model.ts'
import { reels, WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import { publicAt } from '#domains/reels/public-at.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Place } from '#domains/tickets/places.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { type List, paginate, type Range } from '#shared/contract/paginate.ts'
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
  const partner = new ObjectId(viewer.id)
  return { name: 'own', filter: { partner, status: status ?? { $ne: 'withdrawn' } }, sortedBy: 'createdAt' }
}

/** A page of what a user liked or saved, latest first. Reels that are gone are left out. */
export async function readReactions(counter: Counter, user: Viewer<'user'>, request: PageRequest) {
  const filter = { user: new ObjectId(user.id) }
  const list = { name: counter, filter, sortedBy: 'createdAt' } as const
  // One round trip for the reactions and their reels; a second one, in viewReels, for what reels show.
  const page = await paginate(list, request, range =>
    REACTIONS[counter]()
      .aggregate<Reaction & { reels: ReadReel[] }>([...stagesOf(range), lookUpReels(publicAt(new Date()))])
      .toArray(),
  )
  if (isRefusal(page)) return page
  const liked = page.items.flatMap(reaction => reaction.reels)
  return { ...page, items: await viewReels(liked, user, null) }
}

/** A page of what a user has bought and may play, latest bought first, even if it is not for sale any more. */
export async function readLibrary(user: Viewer<'user'>, request: PageRequest) {
  const filter = { user: new ObjectId(user.id), state: 'active' }
  const list = { name: 'library', filter, sortedBy: 'grantedAt', thenBy: 'reel' } as const
  const page = await paginate(list, request, range =>
    entitlements()
      .aggregate<Entitlement & { reels: ReadReel[] }>([
        ...stagesOf(range),
        // What was bought was public, and stays with its buyer.
        lookUpReels({ status: { $in: ['ready', 'withdrawn'] } }),
      ])
      .toArray(),
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

function stagesOf({ filter, sort, limit }: Range): Document[] {
  return [{ $match: filter }, { $sort: sort }, { $limit: limit }]
}

function lookUpReels(filter: Record<string, unknown>) {
  return {
    $lookup: {
      from: reels.collectionName,
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
  const page = await paginate(list, request, range =>
    reels()
      .aggregate<ReelWithPublisher>([...stagesOf(range), { $project: WITHOUT_FEEDS }, LOOK_UP_PUBLISHERS])
      .toArray(),
  )
  return isRefusal(page) ? page : { ...page, items: await viewReels(page.items, viewer, place) }
}
