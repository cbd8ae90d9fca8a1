import { expect } from 'vitest'
import { makeDuePreviews } from '#domains/previews/making.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { connectDatabase } from '#shared/runtime/database/connection.ts'

// Before anything else is due: jobs of other tests have many previews to cut.
const FIRST = new Date(0)

/** Tries once to cut the previews of these reels, as the job does. The process must be a container (`openContainer`). */
export async function tryPreviewsOf(reelIds: readonly string[]): Promise<void> {
  await connectDatabase()
  await ReelModel.updateMany(waiting(reelIds), { $set: { previewDueAt: FIRST } })
  await makeDuePreviews(FIRST, Date.now() + 60_000, reelIds.length)
}

/** Tries until it is known of each whether it has a preview: another test may have begun to cut it. */
export async function cutPreviewsOf(reelIds: readonly string[]): Promise<void> {
  const left = async () => {
    await tryPreviewsOf(reelIds)
    return ReelModel.countDocuments(waiting(reelIds))
  }
  await expect.poll(left, { timeout: 60_000 }).toBe(0)
}

function waiting(reelIds: readonly string[]) {
  return { _id: { $in: reelIds }, previewDueAt: { $ne: null } }
}
