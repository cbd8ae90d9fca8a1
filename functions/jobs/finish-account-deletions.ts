import { finishAccountDeletions as finish } from '#shared/account-deletion/account-deletions.ts'
import { defineJob, scheduled } from '#shared/job.ts'

export const finishAccountDeletions = defineJob({
  schedule: 'rate(15 minutes)',
  summary: 'Deletes what is left of accounts that were deleted',

  async run({ deadline }) {
    return { ...(await finish(deadline)) }
  },
})

export const handler = scheduled(finishAccountDeletions)
