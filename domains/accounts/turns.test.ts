import { expect, it } from 'vitest'
import { inTurn } from './turns.ts'

it('takes turns between those who ask, one thing at a time, whatever fails', async () => {
  const done: string[] = []
  let underWay = 0
  const work = (name: string) => async () => {
    underWay += 1
    expect(underWay).toBe(1)
    await Promise.resolve()
    underWay -= 1
    done.push(name)
    if (name === 'b1') throw new Error(name)
  }
  const asked = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map(name => inTurn(name.charAt(0), work(name)))
  const results = await Promise.allSettled(asked)
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'])
  expect(results.map(({ status }) => status).filter(status => status === 'rejected')).toHaveLength(1)
})
