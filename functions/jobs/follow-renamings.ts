import { finishRenamings } from '#domains/search/renaming.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const followRenamings = defineJob({
  schedule: 'rate(5 minutes)',
  summary: 'Lets the reels of partners with another brand be found by it, if the request did not finish that',

  async run({ deadline }) {
    return { ...(await finishRenamings(deadline)) }
  },
})

export const handler = scheduled(followRenamings)
