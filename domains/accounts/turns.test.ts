import { afterEach, expect, it, vi } from 'vitest'
import { AT_ONCE, inTurn } from './turns.ts'

afterEach(() => void vi.useRealTimers())

it('takes turns between those who ask, one thing at a time for each, whatever fails', async () => {
  const started: string[] = []
  const underWay: string[] = []
  const work = (name: string) => async () => {
    const who = name.charAt(0)
    expect(underWay).not.toContain(who)
    underWay.push(who)
    expect(underWay.length).toBeLessThanOrEqual(AT_ONCE)
    started.push(name)
    await Promise.resolve()
    underWay.splice(underWay.indexOf(who), 1)
    if (name === 'b1') throw new Error(name)
  }
  const asked = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map(name => inTurn(name.charAt(0), work(name)))
  const results = await Promise.allSettled(asked)
  expect(started).toEqual(['a1', 'b1', 'a2', 'b2', 'c1', 'a3'])
  expect(results.map(({ status }) => status).filter(status => status === 'rejected')).toHaveLength(1)
})

it('lets those wait longer whose last turn was in vain, and nobody else', async () => {
  vi.useFakeTimers()
  const takes100 = () => new Promise<boolean>(resolve => setTimeout(() => resolve(false), 100))
  const done: string[] = []
  const ask = (who: string, isInVain?: (isRight: boolean) => boolean) =>
    inTurn(who, takes100, isInVain).then(() => done.push(`${who} ${Date.now() - startedAt}`))
  const startedAt = Date.now()
  const isWrong = (isRight: boolean) => !isRight
  const all = Promise.all([ask('a', isWrong), ask('a', isWrong), ask('b'), ask('b'), ask('c')])
  await vi.runAllTimersAsync()
  await all
  expect(done).toEqual(['a 100', 'b 100', 'c 200', 'b 200', 'a 300'])
})
