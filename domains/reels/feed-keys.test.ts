import { Types } from 'mongoose'
import { describe, expect, it } from 'vitest'
import { feedKey, feedKeys } from './feed-keys.ts'

const partner = new Types.ObjectId()

describe('the lists of a reel', () => {
  it('are one for every combination of filters that it passes', () => {
    const keys = feedKeys({ partner, tags: ['ocean', 'calm'], price: { amount: 0 } })
    expect(new Set(keys).size).toBe(keys.length)
    for (const by of [undefined, String(partner)]) {
      for (const price of [undefined, 'free'] as const) {
        for (const tag of [undefined, 'ocean', 'calm'])
          expect(keys).toContain(feedKey({ partner: by, price, tag }))
      }
    }
    expect(keys).toHaveLength(12)
  })

  it('tell free from paid, and one tag from another', () => {
    const keys = feedKeys({ partner, tags: ['ocean'], price: { amount: 1 } })
    expect(keys).not.toContain(feedKey({ price: 'free' }))
    expect(keys).not.toContain(feedKey({ tag: 'calm' }))
  })
})
