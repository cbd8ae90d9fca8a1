import { expect, it } from 'vitest'
import { mayHaveEnded, renewalIn } from './renewal.ts'

const NOW = Date.parse('2026-11-22T18:00:00.000Z')
const MINUTE = 60_000

it.each([
  ['2026-11-22T18:10:00.000Z', 8.5 * MINUTE],
  // Ended, or about to: not all the time, if the clock here is wrong.
  ['2026-11-22T18:01:00.000Z', 0.5 * MINUTE],
  ['2026-11-21T00:00:00.000Z', 0.5 * MINUTE],
  ['2026-12-31T00:00:00.000Z', 24 * 60 * MINUTE],
])('addresses that end at %s are renewed in time', (expiresAt, milliseconds) => {
  expect(renewalIn(expiresAt, NOW)).toBe(milliseconds)
})

it('addresses may have ended two minutes before their time, by a clock that is wrong', () => {
  expect(mayHaveEnded('2026-11-22T18:01:59.000Z', NOW)).toBe(true)
  expect(mayHaveEnded('2026-11-22T18:02:01.000Z', NOW)).toBe(false)
})
