import { expect, it } from 'vitest'
import { sendFaked } from '../../setup/contract/faked-requests.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { trustSeed } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'

const REQUESTS = 2_000

it('[29] 2,000 requests that json-schema-faker makes from the document get the answers that it describes, as Redocly confirms', {
  timeout: 30 * 60_000,
}, async ({ task }) => {
  const { statuses, faults } = await sendFaked(trustSeed(), REQUESTS)
  expect(faults).toEqual([])
  expect(statuses).toHaveLength(REQUESTS)
  // And not for the reason that all of them were turned away at the door.
  expect(statuses.filter(status => status < '300').length).toBeGreaterThan(REQUESTS / 4)
  task.meta.seen = `seed ${trustSeed()}: ${tally(statuses)}`
})
