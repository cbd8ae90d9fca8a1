import { defineJob, scheduled } from '#shared/job.ts'
import { deleteDueMedia } from '#shared/reels/deletion.ts'

const BATCH = 100

export const deleteMedia = defineJob({
  schedule: 'rate(5 minutes)',
  summary: 'Deletes the videos of deleted reels and of uploads that were never published',

  async run({ now }) {
    return { ...(await deleteDueMedia(now, BATCH)) }
  },
})

export const handler = scheduled(deleteMedia)
