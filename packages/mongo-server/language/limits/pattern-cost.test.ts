import { expect, test } from 'vitest'
import { longestCheapText } from './pattern-cost.ts'

const STEPS = 2 ** 22

test.each([
  [/reel/i, 1_000_000, Number.POSITIVE_INFINITY],
  [/^reel/, 1_000_000, Number.POSITIVE_INFINITY],
  [/cat|dog/, 1_000_000, Number.POSITIVE_INFINITY],
  [/\[\^a+/, 1_000_000, Number.POSITIVE_INFINITY],
  [/^(foo|bar)+$/, 1000, Number.POSITIVE_INFINITY],
  [/(\d{1,3}\.){3}\d{1,3}/, 10_000, Number.POSITIVE_INFINITY],
  [/a.*b/, 500, 10_000],
  [/(?<year>\d+)-\d+/, 500, 10_000],
  [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 100, 500],
  [/^(a+)+$/, 5, 24],
  [/^(a|a)*$/, 5, 24],
  [/^(?:\w+\s?)*$/, 5, 24],
  [/(x+x+)+y/, 5, 24],
  [/^(?:a?){30}a{30}$/, 5, 30],
  [/^(.*?,){11}P/, 5, 30],
  [/^(?=(a+)+$)/, 5, 24],
])('%s is cheap for texts of between %d and %d characters', (regex, least, most) => {
  const length = longestCheapText(regex, STEPS)
  expect(length).toBeGreaterThanOrEqual(least)
  expect(length).toBeLessThanOrEqual(most)
})
