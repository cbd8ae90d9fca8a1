import { expect, it } from 'vitest'
import { remembered } from './remembered.ts'

it('computes a result once for each key and settings', () => {
  const remember = remembered<number>()
  let computed = 0
  const next = () => {
    computed += 1
    return computed
  }
  const [one, other] = [{}, {}]
  expect([remember(one, 'a', next), remember(one, 'a', next), remember(one, 'b', next)]).toEqual([1, 1, 2])
  expect([remember(other, 'a', next), remember(one, 'a', next)]).toEqual([3, 1])
})

it('keeps at most 2,000 results', () => {
  const remember = remembered<number>()
  const settings = {}
  for (let key = 0; key < 2_000; key += 1) remember(settings, String(key), () => key)
  expect(remember(settings, '0', () => -1)).toBe(0)
  remember(settings, 'one more', () => 1)
  expect(remember(settings, '0', () => -1)).toBe(-1)
})
