import { describe, expect, it } from 'vitest'
import { sampleReel } from '../lists/sample-reel.ts'
import { draftOf, EMPTY_DRAFT, fieldsOf } from './reel-draft.ts'

/** What is sent for a price as it was typed, or the message at its field. */
function priceOf(price: string, currency = 'USD') {
  const fields = fieldsOf({ ...EMPTY_DRAFT, isFree: false, price, currency })
  return fields.ok ? fields.data.price.amount : fields.failure.faults[0]?.message
}

describe('a price', () => {
  it('is sent in minor units', () => {
    expect(priceOf('4.99')).toBe(499)
    expect(priceOf('4.9')).toBe(490)
    expect(priceOf('4')).toBe(400)
    expect(priceOf(' 0.05 ')).toBe(5)
    expect(priceOf('4,99', 'EUR')).toBe(499)
  })

  it('has as many decimal places as its currency', () => {
    expect(priceOf('500', 'JPY')).toBe(500)
    expect(priceOf('1.234', 'KWD')).toBe(1234)
  })

  it('is exact, also if the amount has no exact binary fraction', () => {
    expect(priceOf('1.15')).toBe(115)
    expect(priceOf('8.2')).toBe(820)
    expect(priceOf('70368744177664.13')).toBe(7_036_874_417_766_413)
  })

  it('is refused if it is not an amount above zero', () => {
    for (const price of [
      '',
      '0',
      '0.00',
      '-1',
      '1.999',
      '1e3',
      '1.2.3',
      '1 000',
      'free',
      '.',
      '9'.repeat(20),
    ]) {
      expect(priceOf(price), price).toBe('Enter an amount above zero, such as 4.99.')
    }
    expect(priceOf('4.99', 'JPY')).toBe('Enter an amount above zero, such as 500.')
  })

  it('is zero for a free reel, whatever was typed before', () => {
    const fields = fieldsOf({ ...EMPTY_DRAFT, isFree: true, price: 'abc', currency: 'EUR' })
    expect(fields).toMatchObject({ ok: true, data: { price: { amount: 0, currency: 'EUR' } } })
  })
})

describe('tags', () => {
  it('are the words of a text, in lower case and each once', () => {
    const fields = fieldsOf({ ...EMPTY_DRAFT, tags: '  #Sea, calm #sea\tlast_light,' })
    expect(fields).toMatchObject({ ok: true, data: { tags: ['sea', 'calm', 'last_light'] } })
    expect(fieldsOf(EMPTY_DRAFT)).toMatchObject({ ok: true, data: { tags: [] } })
  })
})

describe('a reel that is edited', () => {
  it('is sent as it was if nothing changes', () => {
    for (const price of [
      { amount: 0, currency: 'EUR' },
      { amount: 5, currency: 'USD' },
      { amount: 115, currency: 'USD' },
      { amount: 500, currency: 'JPY' },
      { amount: 1_234, currency: 'KWD' },
    ]) {
      const { title, description, tags } = sampleReel({ tags: ['sea', 'calm'], description: 'Waves.' })
      const fields = fieldsOf(draftOf(sampleReel({ title, description, tags, price })))
      expect(fields).toEqual({ ok: true, data: { title, description, tags, price } })
    }
  })

  it('loses the spaces around its words', () => {
    const fields = fieldsOf({ ...EMPTY_DRAFT, title: ' Harbour ', description: ' Waves.\n' })
    expect(fields).toMatchObject({ ok: true, data: { title: 'Harbour', description: 'Waves.' } })
  })
})
