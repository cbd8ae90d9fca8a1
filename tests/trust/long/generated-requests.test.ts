import { expect, it } from 'vitest'
import { sendGenerated } from '../../setup/contract/generated-requests.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { trustSeed } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'

const REQUESTS = 10_000

it('[29] 10,000 requests made from the document get no 5xx, and every answer fits the document', {
  timeout: 20 * 60_000,
}, async ({ task }) => {
  const report = await sendGenerated(trustSeed(), REQUESTS)
  expect(report.faults.slice(0, 10)).toEqual([])
  expect(report.requests).toBe(REQUESTS)
  task.meta.seen =
    `seed ${trustSeed()}: ${report.allowed} of them as the document allows, the slowest in ` +
    `${Math.round(report.slowestMilliseconds)} ms: ${tally(report.outcomes)}`
})
