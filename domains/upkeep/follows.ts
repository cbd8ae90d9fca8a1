import type { Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { UserModel } from '#domains/accounts/user-model.ts'
import { type Follow, FollowModel } from '#domains/follows/model.ts'
import { afterId, walk } from '#domains/upkeep/walk.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** Makes the number of followers of each partner what the follows say. */
export async function recountFollowers(deadline: number): Promise<{ partners: number; healed: number }> {
  let healed = 0
  const partners = await walk<{ _id: Types.ObjectId; followers: number }>({
    job: 'recountFollowers',
    deadline,
    next: (after, limit) =>
      readFields(PartnerModel, afterId(after), ['followers']).sort({ _id: 1 }).limit(limit),
    async visit(batch) {
      const groups = await FollowModel.aggregate<{ _id: Types.ObjectId; count: number }>([
        { $match: { partner: { $in: batch.map(({ _id }) => _id) } } },
        { $group: { _id: '$partner', count: { $sum: 1 } } },
      ])
      const counts = new Map(groups.map(({ _id, count }) => [String(_id), count]))
      for (const { _id, followers } of batch) {
        const truth = counts.get(String(_id)) ?? 0
        if (truth === (followers ?? 0)) continue
        // A counter that has moved since it was read is left to the next round.
        const unmoved = { _id, followers: followers ?? { $exists: false } }
        const { modifiedCount } = await PartnerModel.updateOne(unmoved, { $set: { followers: truth } })
        healed += modifiedCount
      }
    },
  })
  return { partners, healed }
}

/** Removes follows whose user or partner is gone, such as after a request that died. */
export async function removeOrphanedFollows(deadline: number): Promise<{ follows: number; removed: number }> {
  let removed = 0
  const follows = await walk<Follow>({
    job: 'removeOrphans Follow',
    deadline,
    next: (after, limit) => FollowModel.find(afterId(after)).sort({ _id: 1 }).limit(limit).lean<Follow[]>(),
    async visit(batch) {
      const [users, partners] = await Promise.all([
        readFields(UserModel, { _id: { $in: batch.map(({ user }) => user) } }, []),
        readFields(PartnerModel, { _id: { $in: batch.map(({ partner }) => partner) } }, []),
      ])
      const accounts = new Set([...users, ...partners].map(({ _id }) => String(_id)))
      const orphans = batch.filter(
        ({ user, partner }) => !accounts.has(String(user)) || !accounts.has(String(partner)),
      )
      if (orphans.length === 0) return
      const { deletedCount } = await FollowModel.deleteMany({ _id: { $in: orphans.map(({ _id }) => _id) } })
      removed += deletedCount
    },
  })
  return { follows, removed }
}
