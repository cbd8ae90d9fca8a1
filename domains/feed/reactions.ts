import mongoose from 'mongoose'
import type { Page, PageRequest } from '#domains/feed/feed.ts'
import { viewReels } from '#domains/feed/view.ts'
import { type Counter, MODELS, type Reaction } from '#domains/reactions/model.ts'
import { type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { after, decodeCursor, encodeCursor } from '#shared/contract/cursors.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** A page of what a user liked or saved, latest first. Reels that are gone since are left out. */
export async function readReactions(
  counter: Counter,
  user: Viewer<'user'>,
  { limit, cursor }: PageRequest,
): Promise<Page<Reel>> {
  const list = `${counter} ${user.id}`
  const position = cursor === undefined ? null : decodeCursor(list, cursor)
  // One round trip for the reactions and their reels; the second one, in viewReels, is for what reels show.
  const found = await MODELS[counter].aggregate<Reaction & { reels: ReelDocument[] }>([
    { $match: { user: new mongoose.Types.ObjectId(user.id), ...after('createdAt', position) } },
    { $sort: { createdAt: -1, _id: -1 } },
    { $limit: limit + 1 },
    {
      $lookup: {
        from: ReelModel.collection.name,
        localField: 'reel',
        foreignField: '_id',
        pipeline: [{ $match: { status: 'ready' } }, { $project: { feeds: 0 } }],
        as: 'reels',
      },
    },
  ])
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const hasMore = found.length > limit && last
  return {
    items: await viewReels(
      page.flatMap(reaction => reaction.reels),
      user,
    ),
    nextCursor: hasMore ? encodeCursor(list, { at: last.createdAt, id: String(last._id) }) : null,
  }
}
