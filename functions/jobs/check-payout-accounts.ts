import { checkOldAccounts } from '#domains/payouts/events.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

const BATCH = 100

export const checkPayoutAccounts = defineJob({
  schedule: 'rate(1 hour)',
  summary: 'Asks Stripe about accounts of partners that were not checked for a day',
  deploy: { permissions: ['payments'] },

  async run({ now }) {
    return { ...(await checkOldAccounts(now, BATCH)) }
  },
})

export const handler = scheduled(checkPayoutAccounts)
