import type { Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { UserModel } from '#domains/accounts/user-model.ts'
import { deleteReel } from '#domains/deletion/reels.ts'
import { LikeModel, type Reaction, SaveModel } from '#domains/reactions/model.ts'
import { WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { afterId, walk } from '#domains/upkeep/walk.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** Removes likes and saves whose reel or user is gone, such as after a request that died. */
export async function removeOrphanedReactions(deadline: number) {
  const done = { reactions: 0, removed: 0 }
  for (const model of [LikeModel, SaveModel]) {
    done.reactions += await walk<Reaction>({
      job: `removeOrphans ${model.modelName}`,
      deadline,
      next: (after, limit) => model.find(afterId(after)).sort({ _id: 1 }).limit(limit).lean(),
      async visit(batch) {
        const [reels, users] = await Promise.all([
          readFields(ReelModel, { _id: { $in: batch.map(({ reel }) => reel) } }, []),
          readFields(UserModel, { _id: { $in: batch.map(({ user }) => user) } }, []),
        ])
        const [hasReel, hasUser] = [idsOf(reels), idsOf(users)]
        const orphans = batch.filter(
          ({ reel, user }) => !hasReel.has(String(reel)) || !hasUser.has(String(user)),
        )
        if (orphans.length === 0) return
        const { deletedCount } = await model.deleteMany({ _id: { $in: orphans.map(({ _id }) => _id) } })
        done.removed += deletedCount
      },
    })
  }
  return done
}

/** Deletes reels whose partner is gone, and deleted ones that were kept for their buyers and are nobody's any more. */
export async function removeOrphanedReels(deadline: number): Promise<{ reels: number; removed: number }> {
  let removed = 0
  const reels = await walk<ReadReel>({
    job: 'removeOrphans Reel',
    deadline,
    next: (after, limit) =>
      ReelModel.find(afterId(after), WITHOUT_FEEDS).sort({ _id: 1 }).limit(limit).lean<ReadReel[]>(),
    async visit(batch) {
      const partners = await readFields(PartnerModel, { _id: { $in: batch.map(reel => reel.partner) } }, [])
      const hasPartner = idsOf(partners)
      for (const reel of batch) {
        if (reel.status !== 'withdrawn' && hasPartner.has(String(reel.partner))) continue
        if (await deleteReel(reel)) removed += 1
      }
    },
  })
  return { reels, removed }
}

function idsOf(documents: readonly { _id: Types.ObjectId }[]): Set<string> {
  return new Set(documents.map(({ _id }) => String(_id)))
}
