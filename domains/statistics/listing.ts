import mongoose from 'mongoose'
import { sharedExpiry } from '#domains/media/signed-urls.ts'
import { posterUrl } from '#domains/media/video-urls.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { COUNTED, type Numbers, ReelDayModel } from '#domains/statistics/model.ts'
import type { RankedReel, REEL_SORTS } from '#domains/statistics/ranked-reel.ts'
import { doneIn, watchedIn } from '#domains/statistics/sums.ts'
import type { Days } from '#shared/contract/days.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { decodeReference, encodeReference } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

export interface Ranking extends Days {
  sort: (typeof REEL_SORTS)[number]
}

const FIELDS = { views: 'views', watchSeconds: 'milliseconds', likes: 'likes', sales: 'sales' } as const

/** A page of the reels of a partner that a period has brought something to, those with most first. */
export async function rankReels(
  partner: Viewer<'partner'>,
  { from, to, sort }: Ranking,
  { limit, cursor }: PageRequest,
): Promise<Page<RankedReel> | Refusal<'InvalidCursor'>> {
  const name = JSON.stringify(['ranking', partner.id, from, to, sort])
  const after = cursor === undefined ? null : decodeReference(name, cursor)
  if (isRefusal(after)) return after
  const sums = await ReelDayModel.aggregate<Numbers & { _id: mongoose.Types.ObjectId }>([
    { $match: { partner: new mongoose.Types.ObjectId(partner.id), date: { $gte: from, $lte: to } } },
    { $group: { _id: '$reel', ...Object.fromEntries(COUNTED.map(each => [each, { $sum: `$${each}` }])) } },
  ])
  // Sorted as texts: the number with leading zeros, then the id. A cursor is the text of the last one.
  const ranked = sums
    .map(sum => ({
      sum,
      rank: `${String(Math.max(0, sum[FIELDS[sort]] ?? 0)).padStart(16, '0')}:${sum._id}`,
    }))
    .filter(({ rank }) => after === null || rank < after)
    .toSorted((a, b) => (a.rank > b.rank ? -1 : 1))
  const shown = ranked.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await withReels(shown.map(({ sum }) => sum)),
    nextCursor: ranked.length > limit && last ? encodeReference(name, last.rank) : null,
  }
}

/** Those that were deleted are left out. */
async function withReels(
  sums: readonly (Numbers & { _id: mongoose.Types.ObjectId })[],
): Promise<RankedReel[]> {
  const filter = { _id: { $in: sums.map(({ _id }) => _id) }, status: 'ready' as const }
  const reels = await readFields(ReelModel, filter, ['title', 'video'])
  const byId = new Map(reels.map(reel => [String(reel._id), reel]))
  const { media } = config()
  const account = { urlEndpoint: media.urlEndpoint, privateKey: media.privateKey }
  const expires = sharedExpiry(new Date())
  return sums.flatMap(({ _id, ...numbers }) => {
    const reel = byId.get(String(_id))
    if (!reel?.video) return []
    const thumbnailUrl = posterUrl(account, reel.video.path, expires)
    return [
      {
        reel: { id: String(_id), title: reel.title, thumbnailUrl },
        ...watchedIn(numbers),
        ...doneIn(numbers),
      },
    ]
  })
}
