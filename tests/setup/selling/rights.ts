import mongoose from 'mongoose'

/** Lets a user play a reel, as a purchase does, without one. */
export async function giveRight(
  db: mongoose.mongo.Db,
  user: string,
  reel: string,
  change: { state?: 'active' | 'suspended' | 'ended'; grantedAt?: Date } = {},
): Promise<void> {
  const { state = 'active', grantedAt = new Date() } = change
  const purchase = new mongoose.Types.ObjectId()
  const right = {
    user: new mongoose.Types.ObjectId(user),
    reel: new mongoose.Types.ObjectId(reel),
    state,
    purchase,
    livePurchase: state === 'ended' ? null : purchase,
    grantedAt,
    endedAt: state === 'ended' ? new Date() : null,
    reason: state === 'active' ? null : 'refunded',
    watched: { seconds: 0, last: null },
  }
  await db
    .collection<{ _id: string }>('entitlements')
    .updateOne({ _id: `${user}:${reel}` }, { $set: right }, { upsert: true })
}
