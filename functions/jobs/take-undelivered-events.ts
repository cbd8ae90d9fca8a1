import { handleOtherEvent } from '#domains/purchases/other-events.ts'
import { takeUndelivered } from '#domains/purchases/sweep.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const takeUndeliveredEvents = defineJob({
  schedule: 'rate(15 minutes)',
  summary: 'Takes the events that Stripe could not deliver',
  deploy: { permissions: ['payments'] },

  async run({ now }) {
    return { taken: await takeUndelivered(now, handleOtherEvent) }
  },
})

export const handler = scheduled(takeUndeliveredEvents)
