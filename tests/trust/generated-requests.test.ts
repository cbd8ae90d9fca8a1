import { expect, it } from 'vitest'
import { sendGenerated } from '../setup/contract/generated-requests.ts'
import { tally } from '../setup/gateway/requests.ts'
import { trustSeed } from '../setup/reports/seed.ts'
import '../setup/reports/seen.ts'

it('[29] 300 requests made from the document get no 5xx, and every answer fits the document', {
  timeout: 60_000,
}, async ({ task }) => {
  const { faults, requests, allowed, outcomes } = await sendGenerated(trustSeed(), 300)
  expect(faults).toEqual([])
  task.meta.seen = `seed ${trustSeed()}: ${requests} requests, ${allowed} of them as the document allows: ${tally(outcomes)}`
})
