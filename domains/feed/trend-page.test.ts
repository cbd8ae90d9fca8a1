import { describe, expect, it } from 'vitest'
import { type Candidate, fairlyFilled, trendPage } from '#domains/feed/trend-page.ts'

/** Candidates by the letters of their partners, the best first; `-` is one that is gone. */
function candidates(partners: string): Candidate[] {
  return [...partners].map((partner, n) => ({
    at: [-n, String(n)],
    reel: partner === '-' ? null : { _id: n, partner },
  }))
}

const idsOf = (each: readonly Candidate[]) => each.map(({ reel }) => reel?._id)

describe('a page of trends', () => {
  it('has two of one partner in 20 as long as others are there, and holds the others', () => {
    const page = trendPage(candidates('aaaabcdefghijklmnopqrstuvw'), 20)
    expect(idsOf(page.shown).slice(0, 4)).toEqual([0, 1, 4, 5])
    expect(page.shown).toHaveLength(20)
    expect(idsOf(page.held)).toEqual([2, 3])
    expect(page.end).toEqual([-21, '21'])
    expect(page.isAll).toBe(false)
  })

  it('has more of one partner if nobody else is there, in order, and none is left out', () => {
    const all = candidates('aaaaabaa')
    const page = trendPage(all, 20)
    expect(page.shown).toEqual(all)
    expect(page).toMatchObject({ held: [], isAll: true })
    const short = trendPage(all, 5)
    // The share of a page of five is one, so the other partner is shown before the rest.
    expect(idsOf(short.shown)).toEqual([0, 1, 2, 3, 5])
    expect(idsOf(short.held)).toEqual([4])
  })

  it('passes over what is gone', () => {
    const page = trendPage(candidates('-a--'), 20)
    expect(idsOf(page.shown)).toEqual([1])
    expect(page).toMatchObject({ end: [-3, '3'], isAll: true })
    expect(fairlyFilled(candidates('-a-aaa'), 20)).toBe(2)
  })

  it('holds no more than fit into a cursor', () => {
    const page = trendPage(candidates(`${'a'.repeat(60)}bcdefghijklmnopqrstuvw`), 20)
    expect(page.held).toHaveLength(20)
  })
})
