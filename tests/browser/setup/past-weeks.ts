import mongoose from 'mongoose'
import { inject } from 'vitest'
import { storeSale, storeSaleDay } from '../../setup/selling/sales.ts'
import { addViews } from '../../setup/views/days.ts'

const DAY = 24 * 60 * 60 * 1_000
/** How many were sold on each of the last days, today last. */
const SALES = [1, 0, 2, 3, 1, 0, 4, 2, 5, 3, 2, 6, 4, 0, 3, 5, 7, 4, 6, 8, 5, 3, 9, 6]
const [PRICE, FEE] = [499, 75]

/** Makes it look as if a partner of the sample content had shown and sold reels for weeks, for pictures. */
export async function fillPastWeeks(partnerEmail: string, buyerEmails: readonly string[]): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(inject('settings')['MONGODB_URI'] ?? '')
  try {
    const db = client.db()
    const partner = await idOf(db, 'partners', partnerEmail)
    const buyers = await Promise.all(buyerEmails.map(email => idOf(db, 'users', email)))
    const reels = await db
      .collection('reels')
      .find({ partner: new mongoose.mongo.ObjectId(partner.id), 'price.amount': { $gt: 0 } })
      .toArray()
    const [first] = reels
    if (!first) throw new Error('The sample content has changed')
    await addViews(db, { id: String(first._id), partner }, 28)
    for (const [index, { _id }] of reels.entries()) {
      await db.collection('reels').updateOne({ _id }, { $set: { views: Math.round(1_800 / (index + 1)) } })
    }
    for (const [index, sales] of SALES.entries()) {
      const day = new Date(Date.now() - (SALES.length - 1 - index) * DAY).toISOString().slice(0, 10)
      const [gross, fees] = [sales * PRICE, sales * FEE]
      if (sales > 0) await storeSaleDay(db, partner, { day, sales, gross, fees, refunded: 0, disputed: 0 })
    }
    const statuses = ['paid', 'paid', 'refunded', 'paid', 'paid', 'paid']
    for (const [index, status] of statuses.entries()) {
      const [buyer, reel] = [buyers[index % buyers.length], reels[index % reels.length]]
      if (!buyer || !reel) throw new Error('The sample content has changed')
      const soldAt = new Date(Date.now() - index * 0.7 * DAY)
      await storeSale(db, partner, buyer, { status, soldAt, reel: String(reel._id), title: reel['title'] })
    }
  } finally {
    await client.close()
  }
}

async function idOf(db: mongoose.mongo.Db, collection: string, email: string): Promise<{ id: string }> {
  const found = await db.collection(collection).findOne({ email })
  if (!found) throw new Error(`No sample account ${email}`)
  return { id: String(found._id) }
}
