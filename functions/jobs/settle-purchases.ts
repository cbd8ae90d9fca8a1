import { handleOtherEvent } from '#domains/purchases/other-events.ts'
import { disputesDue, silenceOfWebhooks, sweepPurchases } from '#domains/purchases/sweep.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'
import { gaugeDisputesDue, gaugeWebhookSilence } from '#shared/runtime/metrics.ts'

export const settlePurchases = defineJob({
  schedule: 'rate(1 minute)',
  summary: 'Asks Stripe about purchases of which no event has told, and gives Stripe what it is owed',
  deploy: { permissions: ['payments'] },

  async run({ now, deadline }) {
    const done = await sweepPurchases(now, deadline, handleOtherEvent)
    const [silenceSeconds, due] = await Promise.all([silenceOfWebhooks(now), disputesDue(now)])
    // Alarms are set on both.
    gaugeWebhookSilence(silenceSeconds)
    gaugeDisputesDue(due)
    return { ...done, silenceSeconds, disputesDue: due }
  },
})

export const handler = scheduled(settlePurchases)
