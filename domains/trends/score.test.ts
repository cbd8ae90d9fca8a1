import { describe, expect, it } from 'vitest'
import { addUp, scoreOf } from '#domains/trends/score.ts'

const DAY = 24 * 60 * 60 * 1_000

describe('a score', () => {
  it('doubles in weight with each half-life, and adds up in any order', () => {
    const at = new Date('2026-11-22T18:00:00.000Z')
    const dayBefore = new Date(at.getTime() - DAY)
    expect(scoreOf('save', dayBefore)).toBeCloseTo(scoreOf('like', at), 9)
    const scores = [scoreOf('like', at), scoreOf('like', dayBefore), scoreOf('like', dayBefore)]
    expect(addUp(scores)).toBeCloseTo(scoreOf('save', at), 9)
    expect(addUp([...scores].reverse())).toBeCloseTo(addUp(scores), 9)
    expect(addUp([addUp(scores.slice(0, 2)), ...scores.slice(2)])).toBeCloseTo(addUp(scores), 9)
  })
})
