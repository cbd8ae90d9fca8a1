import { expect } from 'vitest'
import { ReelModel } from '#domains/reels/model.ts'
import { cutPreviews } from '#functions/jobs/cut-previews.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'

/**
 * Runs the job that cuts previews until it is done with these reels. Other tests run it, too, and may be at work on them. The
 * process must be a container (`openContainer`).
 */
export async function cutPreviewsOf(reelIds: readonly string[]): Promise<void> {
  const waiting = { _id: { $in: reelIds }, previewDueAt: { $ne: null } }
  await expect
    .poll(
      async () => {
        await runJob(cutPreviews)
        return ReelModel.countDocuments(waiting)
      },
      { timeout: 60_000 },
    )
    .toBe(0)
}
