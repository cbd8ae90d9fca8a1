import mongoose from 'mongoose'
import type { Reel } from '#client'

const { ObjectId } = mongoose.mongo

/** What 2026-11-22 has brought to a reel and to its partner, as it is stored. */
export async function storeDays(
  db: mongoose.mongo.Db,
  reel: { id: string; partner: Pick<Reel['partner'], 'id'> },
): Promise<void> {
  const date = '2026-11-22'
  const day = {
    partner: new ObjectId(reel.partner.id),
    date,
    startsAt: new Date(`${date}T00:00:00.000Z`),
    plays: 40,
    views: 36,
    milliseconds: 120_000,
    completions: 10,
    likes: 1,
    saves: 1,
    shares: 1,
    sales: 1,
    followers: 1,
    hours: { 13: { plays: 40, views: 36 } },
    retention: Object.fromEntries(Array.from({ length: 100 }, (_, hundredth) => [hundredth, 20])),
    from: { feed: 6, following: 6, trending: 6, search: 6, partner: 6, share: 6 },
  }
  const store = (collection: string, owner: string, more: object = {}) =>
    db
      .collection<{ _id: string }>(collection)
      .updateOne({ _id: `${owner}:${date}` }, { $set: { ...day, ...more } }, { upsert: true })
  await store('reelDays', reel.id, { reel: new ObjectId(reel.id) })
  await store('partnerDays', reel.partner.id)
}
