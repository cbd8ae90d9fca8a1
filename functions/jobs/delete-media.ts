import { deleteDueMedia } from '#domains/deletion/media.ts'
import { deleteUnheldReels } from '#domains/deletion/reels.ts'
import { longestDeletionWait } from '#domains/media/pending-files.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'
import { gaugeDeletionWait } from '#shared/runtime/metrics.ts'

const BATCH = 100
/** Longer than the job is ever away. What is older is found by the job that removes orphans. */
const LOOKING_BACK_MILLISECONDS = 60 * 60 * 1_000

export const deleteMedia = defineJob({
  schedule: 'rate(5 minutes)',
  summary: 'Deletes the videos of deleted reels and of uploads that were never published',
  deploy: { permissions: ['media'] },

  async run({ now }) {
    const reels = await deleteUnheldReels(new Date(now.getTime() - LOOKING_BACK_MILLISECONDS))
    const done = await deleteDueMedia(now, BATCH)
    // An alarm is set on it: a video that cannot be deleted is one that its partner has taken back.
    const longestWaitSeconds = await longestDeletionWait(now)
    gaugeDeletionWait(longestWaitSeconds)
    return { reels, ...done, longestWaitSeconds }
  },
})

export const handler = scheduled(deleteMedia)
