import mongoose from 'mongoose'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import { trendLists } from '#domains/trends/lists.ts'

/** A tag that every fourth reel has. */
export const TAG = 'ocean'

const PARTNERS = 20
const BATCH = 2_000
const NAMED = 1_000

/**
 * Fills an empty database with ready reels of 20 partners, a minute apart.
 * @returns the ids of the first thousand
 */
export async function fillWithReels(uri: string, count: number): Promise<string[]> {
  const client = await new mongoose.mongo.MongoClient(uri).connect()
  const { ObjectId } = mongoose.mongo
  const db = client.db()
  const partners = Array.from({ length: PARTNERS }, (_, n) => ({
    _id: new ObjectId(),
    brandName: `Brand ${n}`,
    email: `brand-${n}@example.com`,
    readyReels: count / PARTNERS,
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
    const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000)
    const listed = {
      partner: partners[n % PARTNERS]?._id ?? new ObjectId(),
      tags: n % 4 === 0 ? [TAG, 'calm'] : ['city'],
      price: { amount: n % 3 === 0 ? 0 : 499, currency: 'USD' },
    }
    return {
      _id: new ObjectId(),
      ...listed,
      status: 'ready',
      title: `Reel ${n}`,
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
