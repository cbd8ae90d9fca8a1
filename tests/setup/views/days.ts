import mongoose from 'mongoose'
import type { Reel } from '#client'

const { ObjectId } = mongoose.mongo

/** What a day has brought to a reel and to its partner, as it is stored: each place has more than enough viewers. */
export async function storeDays(
  db: mongoose.mongo.Db,
  reel: { id: string; partner: Pick<Reel['partner'], 'id'> },
  date = '2026-11-22',
  change: object = {},
): Promise<void> {
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
    ...change,
  }
  const store = (collection: string, owner: string, more: object = {}) =>
    db
      .collection<{ _id: string }>(collection)
      .updateOne({ _id: `${owner}:${date}` }, { $set: { ...day, ...more } }, { upsert: true })
  await store('reelDays', reel.id, { reel: new ObjectId(reel.id) })
  await store('partnerDays', reel.partner.id)
}

/** What the days until today (UTC) have brought to a reel and to its partner, as it is stored: more each day. */
export async function addViews(
  db: mongoose.mongo.Db,
  reel: { id: string; partner: Pick<Reel['partner'], 'id'> },
  days: number,
): Promise<void> {
  for (let ago = 0; ago < days; ago += 1) {
    const date = new Date(Date.now() - ago * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10)
    const views = 8 + 3 * (days - ago) + (ago % 7 === 2 ? 25 : 0)
    const plays = Math.round(views * 1.3)
    await storeDays(db, reel, date, {
      plays,
      views,
      milliseconds: views * 2_900,
      completions: Math.round(views * 0.4),
      likes: Math.round(views / 9),
      saves: Math.round(views / 20),
      shares: Math.round(views / 30),
      sales: 0,
      followers: Math.round(views / 25),
      hours: {},
      retention: Object.fromEntries(
        Array.from({ length: 100 }, (_, hundredth) => [
          hundredth,
          Math.round(plays * (0.35 + 0.65 * 0.97 ** hundredth)),
        ]),
      ),
      from: { feed: Math.round(views * 0.6), search: Math.round(views * 0.2), share: ago === 0 ? 2 : 0 },
    })
  }
}
