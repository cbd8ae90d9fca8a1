import mongoose from 'mongoose'
import { after, decodeCursor, encodeCursor } from '#shared/http/cursors.ts'
import type { Viewer } from '#shared/http/endpoint.ts'
import { type Counter, MODELS, type Reaction } from '#shared/reactions/reaction-models.ts'
import type { Page, PageRequest } from '#shared/reels/feed.ts'
import type { Reel } from '#shared/reels/reel.ts'
import { type ReelDocument, ReelModel } from '#shared/reels/reel-model.ts'
import { viewReels } from '#shared/reels/reel-views.ts'

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
