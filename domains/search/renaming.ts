import type { Types } from 'mongoose'
import { ReelModel } from '#domains/reels/model.ts'
import { renewWords } from '#domains/reels/wording.ts'
import { RenamingModel } from '#domains/search/renaming-model.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** How long the request itself works on the reels of a renamed brand before it leaves the rest to the job, in milliseconds. */
const PATIENCE_MILLISECONDS = 5_000
const BATCH = 50
const MOST_RENAMINGS = 50

/** Notes that the reels of a partner are to be found by another brand: before it has it, so that nothing is forgotten. */
export async function noteRenaming(partnerId: string, now: Date): Promise<void> {
  await RenamingModel.updateOne({ _id: partnerId }, { $set: { at: now } }, { upsert: true })
}

/** Lets the reels of a partner be found by the brand that it has now. What takes too long is left to the job. */
export async function followRenaming(partnerId: string, now: Date): Promise<void> {
  const [noted] = await RenamingModel.find({ _id: partnerId }).lean()
  if (noted) await finish(noted, now.getTime() + PATIENCE_MILLISECONDS)
}

/** Finishes what was noted, until `deadline` (milliseconds since the epoch). */
export async function finishRenamings(deadline: number): Promise<{ finished: number; left: number }> {
  const noted = await RenamingModel.find().sort({ at: 1 }).limit(MOST_RENAMINGS).lean()
  let finished = 0
  for (const renaming of noted) if (await finish(renaming, deadline)) finished += 1
  return { finished, left: noted.length - finished }
}

async function finish({ _id, at }: { _id: Types.ObjectId; at: Date }, deadline: number): Promise<boolean> {
  let before: { createdAt: Date; _id: Types.ObjectId } | undefined
  for (;;) {
    const reels = await readFields(ReelModel, { partner: _id, ...olderThan(before) }, ['createdAt'])
      .sort({ createdAt: -1, _id: -1 })
      .limit(BATCH)
    for (const reel of reels) {
      if (Date.now() >= deadline) return false
      await renewWords(reel._id)
    }
    before = reels.at(-1)
    if (reels.length < BATCH) break
  }
  // If the partner has got yet another brand meanwhile, that is still to be done.
  await RenamingModel.deleteOne({ _id, at })
  return true
}

function olderThan(reel: { createdAt: Date; _id: Types.ObjectId } | undefined) {
  if (!reel) return {}
  const { createdAt, _id } = reel
  return { createdAt: { $lte: createdAt }, $or: [{ createdAt: { $lt: createdAt } }, { _id: { $lt: _id } }] }
}
