import mongoose, { type Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { MAX_FOLLOWED } from '#domains/follows/limits.ts'
import { type Follow, FollowModel } from '#domains/follows/model.ts'
import { noteEvent } from '#domains/statistics/events.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { readFields, readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { count } from '#shared/runtime/metrics.ts'

/** Follows a partner; doing it again changes nothing. Gives the number of its followers afterwards. */
export async function follow(user: Viewer<'user'>, partnerId: string) {
  const pair = pairOf(user, partnerId)
  const now = new Date()
  const { upsertedCount } = await FollowModel.updateOne(
    pair,
    { $setOnInsert: { ...pair, createdAt: now } },
    { upsert: true },
  )
  // [88 inserted] A follow that already existed has been counted.
  if (upsertedCount === 0) return (await readFollowers(partnerId)) ?? refuse('PartnerNotFound')
  const [counted, followed] = await Promise.all([
    moveFollowers(partnerId, 1),
    // Of several at once that go beyond the limit, each finds it passed.
    FollowModel.countDocuments({ user: pair.user }, { limit: MAX_FOLLOWED + 1 }),
  ])
  if (counted === null) {
    // There is no such partner, or its account was deleted meanwhile.
    await FollowModel.deleteOne(pair)
    return refuse('PartnerNotFound')
  }
  // [88 limit] The feed of what they publish is read in a few queries, however many partners are followed.
  if (followed > MAX_FOLLOWED) {
    const { deletedCount } = await FollowModel.deleteOne(pair)
    if (deletedCount === 1) await moveFollowers(partnerId, -1)
    return refuse('FollowLimit')
  }
  await noteEvent({ kind: 'followers', partner: pair.partner, at: now })
  count('Follows')
  return counted
}

/** Takes a follow back, likewise. */
export async function unfollow(user: Pick<Viewer, 'id'>, partnerId: string) {
  const taken = await FollowModel.findOneAndDelete(pairOf(user, partnerId)).lean<Follow>()
  const [counted] = await Promise.all([
    // [88 removed] Only one of several at once has taken it back.
    taken ? moveFollowers(partnerId, -1) : readFollowers(partnerId),
    taken && noteEvent({ kind: 'followers', partner: taken.partner, by: -1, at: taken.createdAt }),
  ])
  return counted ?? refuse('PartnerNotFound')
}

/** Takes back some of what a user follows, as the user would. Gives whether there may be more. */
export async function takeBackFollows(userId: string, atMost: number): Promise<boolean> {
  const user = new mongoose.Types.ObjectId(userId)
  const follows = await readFields(FollowModel, { user }, ['partner']).limit(atMost)
  for (const { partner } of follows) await unfollow({ id: userId }, String(partner))
  return follows.length > 0
}

/** Removes some of the follows of a partner that is gone. Gives whether there may be more. */
export async function removeFollowers(partner: Types.ObjectId, atMost: number): Promise<boolean> {
  const follows = await readFields(FollowModel, { partner }, []).limit(atMost)
  if (follows.length === 0) return false
  await FollowModel.deleteMany({ _id: { $in: follows.map(({ _id }) => _id) } })
  return true
}

function pairOf(user: Pick<Viewer, 'id'>, partnerId: string) {
  return { user: new mongoose.Types.ObjectId(user.id), partner: new mongoose.Types.ObjectId(partnerId) }
}

async function readFollowers(partnerId: string): Promise<number | null> {
  const partner = await readFieldsOfOne(PartnerModel, { _id: partnerId }, ['followers'])
  return partner && Math.max(0, partner.followers ?? 0)
}

async function moveFollowers(partnerId: string, by: 1 | -1): Promise<number | null> {
  const partner = await PartnerModel.findOneAndUpdate(
    { _id: partnerId },
    { $inc: { followers: by } },
    { returnDocument: 'after', projection: { followers: 1 } },
  ).lean<{ followers: number }>()
  return partner && Math.max(0, partner.followers)
}
