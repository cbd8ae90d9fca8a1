import { finishDueDeletions } from '#domains/deletion/accounts.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const finishAccountDeletions = defineJob({
  schedule: 'rate(15 minutes)',
  summary: 'Finishes deletions of accounts that were interrupted',
  deploy: { permissions: ['media'] },

  async run({ deadline }) {
    return { ...(await finishDueDeletions(deadline)) }
  },
})

export const handler = scheduled(finishAccountDeletions)
