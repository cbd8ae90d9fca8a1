import { finishDueDeletions } from '#domains/deletion/accounts.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const finishAccountDeletions = defineJob({
  schedule: 'rate(15 minutes)',
  summary: 'Deletes what is left of accounts that were deleted',
  deploy: { permissions: ['media'] },

  async run({ deadline }) {
    return { ...(await finishDueDeletions(deadline)) }
  },
})

export const handler = scheduled(finishAccountDeletions)
