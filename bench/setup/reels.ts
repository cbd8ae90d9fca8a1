import mongoose from 'mongoose'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import { trendLists } from '#domains/trends/lists.ts'
import { deletionsOf, prefixesOf } from '#domains/words/typing.ts'
import type { Days } from '#shared/contract/days.ts'

/** A tag that every fourth reel has. */
export const TAG = 'ocean'

/** Words that are their own stem: every tenth reel has each of them. */
export const COLOURS = ['amber', 'coral', 'cobalt', 'teal', 'mint', 'plum', 'sand', 'rust', 'fawn', 'jet']

/** The partner who has published most: every 40th reel. */
export const LARGE_PARTNER = 3
const BATCH = 2_000
const NAMED = 1_000
const MINUTE = 60_000

/**
 * Fills an empty database with ready reels, a minute apart, the last one an hour ago. All partners have about as many,
 * and one has more.
 * @returns the ids of the first thousand
 */
export async function fillWithReels(uri: string, count: number, partnerCount = 20): Promise<string[]> {
  const client = await new mongoose.mongo.MongoClient(uri).connect()
  const { ObjectId } = mongoose.mongo
  const db = client.db()
  const begin = Date.now() - (count + 60) * MINUTE
  const partners = Array.from({ length: partnerCount }, (_, n) => ({
    _id: new ObjectId(),
    brandName: `Brand ${n}`,
    email: `brand-${n}@example.com`,
    readyReels: count / partnerCount,
    createdAt: new Date(),
  }))
  await db.collection('partners').insertMany(partners)
  const ids: string[] = []
  for (let start = 0; start < count; start += BATCH) {
    const reels = Array.from({ length: Math.min(BATCH, count - start) }, (_, n) => reel(start + n))
    await db.collection('reels').insertMany(reels, { ordered: false })
    if (ids.length < NAMED) ids.push(...reels.slice(0, NAMED).map(({ _id }) => _id.toHexString()))
  }
  await client.close()
  return ids

  function reel(n: number) {
    const at = new Date(begin + n * MINUTE)
    const colour = COLOURS[n % COLOURS.length] ?? ''
    const tags = n % 4 === 0 ? [TAG, 'calm'] : ['city']
    const listed = {
      partner: partners[n % 40 === 0 ? LARGE_PARTNER : n % partnerCount]?._id ?? new ObjectId(),
      tags,
      price: { amount: n % 3 === 0 ? 0 : 499, currency: 'USD' },
    }
    return {
      _id: new ObjectId(),
      ...listed,
      status: 'ready',
      title: `Reel ${n} in ${colour}`,
      description: 'A reel for measuring',
      video: {
        fileId: String(n),
        path: `/reels/${n}.mp4`,
        durationSeconds: 5,
        width: 360,
        height: 640,
        sizeBytes: 1,
      },
      uploadFolder: null,
      uploadBytes: null,
      failure: null,
      likes: 0,
      saves: 0,
      feeds: feedKeys(listed),
      words: ['reel', colour, ...tags].map(word => `1en:${word}`),
      publishedAt: at,
      createdAt: at,
      updatedAt: at,
    }
  }
}

/** Makes the newest reels trend, the newest most. */
export async function fillWithTrends(db: mongoose.mongo.Db, count: number): Promise<void> {
  const newest = db.collection('reels').find({ feeds: 'all' }).sort({ publishedAt: -1, _id: -1 }).limit(count)
  const expiresAt = new Date(Date.now() + 14 * 24 * 60 * 60 * 1_000)
  let trends: Record<string, unknown>[] = []
  let n = 0
  for await (const { _id, partner, tags, price } of newest) {
    const lists = trendLists({ tags, price })
    trends.push({ _id, partner, lists, score: 20_000 - n / 1_000, accounts: 3, expiresAt })
    n += 1
    if (trends.length < BATCH && n < count) continue
    await db.collection('trends').insertMany(trends, { ordered: false })
    trends = []
  }
}

/** What a search reads of words: the colours and the tag, with how common they are among so many reels. */
export async function fillWithTerms(db: mongoose.mongo.Db, count: number): Promise<void> {
  const terms = [...COLOURS, TAG].map(word => ({
    ...{ _id: word, text: word, kind: 'word', tokens: [`en:${word}`] },
    ...{ prefixes: prefixesOf(word), deletions: deletionsOf(word) },
    ...{
      weight: Math.floor(Math.log2(count / (word === TAG ? 4 : COLOURS.length))),
      publicFrom: new Date(0),
    },
  }))
  await db.collection<{ _id: string }>('terms').insertMany(terms)
}

/** A year of statistics of a partner, until today. */
export async function fillWithDays(db: mongoose.mongo.Db, partner: mongoose.mongo.ObjectId): Promise<Days> {
  const dates = Array.from({ length: 365 }, (_, ago) =>
    new Date(Date.now() - ago * 24 * 60 * MINUTE).toISOString().slice(0, 10),
  )
  const counted = { plays: 40, views: 36, milliseconds: 120_000, completions: 10, likes: 3, saves: 2 }
  const parts = {
    hours: Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [hour, { plays: 2, views: 2 }])),
    retention: Object.fromEntries(Array.from({ length: 100 }, (_, hundredth) => [hundredth, 20])),
    from: { feed: 12, following: 12, search: 12 },
  }
  const days = dates.map(date => ({
    _id: `${partner}:${date}`,
    ...{ partner, date, startsAt: new Date(`${date}T00:00:00Z`), ...counted, ...parts },
  }))
  await db.collection<{ _id: string }>('partnerDays').insertMany(days)
  return { from: dates.at(-1) ?? '', to: dates[0] ?? '' }
}
