import { reconcile } from '#domains/purchases/reconciliation.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const reconcileLedger = defineJob({
  schedule: 'rate(1 day)',
  summary: "Compares the ledger with the platform's balance at Stripe",
  deploy: { permissions: ['payments'] },

  async run({ now, deadline }) {
    return { ...(await reconcile(now, deadline)) }
  },
})

export const handler = scheduled(reconcileLedger)
