import { beforeAll, describe, expect, it, vi } from 'vitest'
import { sampleLimits } from '../api/sample-limits.ts'
import { whyNotSold } from './selling.ts'

beforeAll(() => {
  vi.stubGlobal('navigator', { language: 'en-US' })
})

describe('a price that is typed', () => {
  const why = (price: string, currency: string, status: Parameters<typeof whyNotSold>[2], enabled = true) => {
    const limits = sampleLimits()
    return whyNotSold({ price, currency }, { ...limits, payments: { ...limits.payments, enabled } }, status)
  }

  it('can be bought if the partner is paid, the currency is sold in, and it is not too small', () => {
    expect(why('0.50', 'USD', 'active')).toBeNull()
    expect(why('50', 'JPY', 'active')).toBeNull()
    expect(why('0.49', 'USD', 'active')?.text).toBe('The smallest price that can be bought is $0.50.')
    expect(why('49', 'JPY', 'active')?.text).toContain('¥50')
    expect(why('4.99', 'HUF', 'active')?.text).toContain('not sold in HUF')
  })

  it('says what is missing at Stripe, once that is known', () => {
    expect(why('4.99', 'USD', null)).toBeNull()
    expect(why('', 'USD', 'none')).toMatchObject({ isAboutAccount: true })
    expect(why('4.99', 'USD', 'restricted')?.text).toContain('You cannot sell yet')
    expect(why('4.99', 'USD', 'pending')?.text).toContain('as soon as Stripe has checked')
  })

  it('is only shown where nothing is sold', () => {
    expect(why('4.99', 'USD', 'active', false)?.text).toContain('Nothing can be bought here yet')
  })
})
