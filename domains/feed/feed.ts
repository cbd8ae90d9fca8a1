import mongoose from 'mongoose'
import { viewReels } from '#domains/feed/view.ts'
import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import { type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { after, decodeCursor, encodeCursor } from '#shared/contract/cursors.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

export interface PageRequest {
  limit: number
  cursor?: string | undefined
}

export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** A page of the public reels, newest first. Two round trips in sequence, whatever its length. */
export async function readFeed(
  filter: FeedFilter,
  page: PageRequest,
  viewer: Viewer | null,
): Promise<Page<Reel>> {
  const key = feedKey(filter)
  return readPage(`feed ${key}`, 'publishedAt', { feeds: key }, page, viewer)
}

/** A page of a partner's own reels, newest first, those not public yet included. */
export async function readOwnReels(
  viewer: Viewer<'partner'>,
  status: ReelDocument['status'] | undefined,
  page: PageRequest,
): Promise<Page<Reel>> {
  const list = `own ${viewer.id} ${status ?? 'any'}`
  const partner = new mongoose.Types.ObjectId(viewer.id)
  return readPage(list, 'createdAt', status ? { partner, status } : { partner }, page, viewer)
}

async function readPage(
  list: string,
  sortField: 'publishedAt' | 'createdAt',
  filter: Record<string, unknown>,
  { limit, cursor }: PageRequest,
  viewer: Viewer | null,
): Promise<Page<Reel>> {
  const position = cursor === undefined ? null : decodeCursor(list, cursor)
  const found = await ReelModel.find({ ...filter, ...after(sortField, position) }, { feeds: 0 })
    .sort({ [sortField]: -1, _id: -1 })
    // One more than is shown tells whether there is another page.
    .limit(limit + 1)
    .lean<ReelDocument[]>()
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const at = last?.[sortField]
  const hasMore = found.length > limit && last && at
  return {
    items: await viewReels(shown, viewer),
    nextCursor: hasMore ? encodeCursor(list, { at, id: String(last._id) }) : null,
  }
}
