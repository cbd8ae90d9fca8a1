import { makeDuePreviews } from '#domains/previews/making.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

const BATCH = 50

export const cutPreviews = defineJob({
  schedule: 'rate(1 minute)',
  summary: 'Cuts the previews of reels with a price',
  deploy: { memoryMegabytes: 1024, permissions: ['media'] },

  async run({ now, deadline }) {
    return { ...(await makeDuePreviews(now, deadline, BATCH)) }
  },
})

export const handler = scheduled(cutPreviews)
