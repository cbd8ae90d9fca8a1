import { countActivities } from '#domains/trends/counting.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const countTrends = defineJob({
  schedule: 'rate(1 minute)',
  summary: 'Adds likes, saves, views and shares to the scores of reels',

  async run({ deadline }) {
    return { ...(await countActivities(deadline)) }
  },
})

export const handler = scheduled(countTrends)
