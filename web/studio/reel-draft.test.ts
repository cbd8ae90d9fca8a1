import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sampleLimits } from '../api/sample-limits.ts'
import { sampleReel } from '../lists/sample-reel.ts'
import { draftOf, EMPTY_DRAFT, fieldsOf, isReelDraft, shownPrice, splitTags, tagFault } from './reel-draft.ts'

const LIMITS = sampleLimits().reel

beforeEach(() => {
  vi.stubGlobal('navigator', { language: 'en-US' })
})
afterEach(() => vi.unstubAllGlobals())

/** What is sent for a price as it was typed, or the message at its field. */
function priceOf(price: string, currency = 'USD') {
  const fields = fieldsOf({ ...EMPTY_DRAFT, isFree: false, price, currency }, LIMITS)
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
    expect(priceOf('999999.99')).toBe(99_999_999)
  })

  it('is refused if it is not an amount above zero', () => {
    for (const price of ['', '0', '0.00', '-1', '1e3', '1.2.3', '1 00', 'free', '.']) {
      expect(priceOf(price), price).toBe('Enter an amount above zero, such as 4.99.')
    }
    expect(priceOf('0', 'JPY')).toBe('Enter an amount above zero, such as 499.')
    expect(priceOf('x', 'KWD')).toBe('Enter an amount above zero, such as 4.990.')
  })

  it('is refused with what to type instead', () => {
    const atMostTwo = 'Enter an amount with at most 2 decimal places, such as 4.99.'
    expect(priceOf('1.999')).toBe(atMostTwo)
    expect(priceOf('4.999', 'HUF')).toBe(atMostTwo)
    expect(priceOf('4.99', 'JPY')).toBe('Enter an amount without decimal places, such as 499.')
    expect(priceOf('9'.repeat(20))).toBe('Enter at most 999999.99.')
    expect(priceOf('100000', 'KWD')).toBe('Enter at most 99999.999.')
    expect(priceOf('4.99', 'BGN')).toBe('Choose another currency.')
  })

  it('is shown as viewers will see it while it is typed', () => {
    const draft = { ...EMPTY_DRAFT, isFree: false, currency: 'HUF' }
    expect(shownPrice({ ...draft, price: '4,99' }, LIMITS)).toBe('HUF\u00a04.99')
    expect(shownPrice({ ...draft, price: '1,234' }, LIMITS)).toBe('HUF\u00a01,234.00')
    expect(shownPrice({ ...draft, price: '4,' }, LIMITS)).toBeUndefined()
  })

  it('is zero for a free reel, whatever was typed before', () => {
    const fields = fieldsOf({ ...EMPTY_DRAFT, isFree: true, price: 'abc', currency: 'EUR' }, LIMITS)
    expect(fields).toMatchObject({ ok: true, data: { price: { amount: 0, currency: 'EUR' } } })
  })
})

describe('tags', () => {
  it('are the words of a text, in lower case and each once', () => {
    expect(splitTags('  #Sea, calm #sea\tlast_light,')).toEqual(['sea', 'calm', 'last_light'])
    expect(splitTags(' # ')).toEqual([])
  })

  it.each([
    [['sea', 'été', '夏', 'last_light'], undefined],
    [['sea', 'paper-boats'], '#paper-boats cannot be a tag: tags have only letters, digits and _.'],
    [['x'.repeat(31)], `#${'x'.repeat(31)} is too long: a tag has at most 30 characters.`],
    [Array.from({ length: 12 }, (_, index) => `tag${index}`), 'A reel can have 10 tags. Remove 2.'],
  ])('%j have the fault %j', (tags, fault) => {
    expect(tagFault(tags, LIMITS)).toBe(fault)
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
      { amount: 49_900, currency: 'HUF' },
    ]) {
      const { title, description, tags } = sampleReel({ tags: ['sea', 'calm'], description: 'Waves.' })
      const fields = fieldsOf(draftOf(sampleReel({ title, description, tags, price }), LIMITS), LIMITS)
      expect(fields).toEqual({ ok: true, data: { title, description, tags, price } })
    }
  })

  it('has the decimal separator of the reader', () => {
    vi.stubGlobal('navigator', { language: 'de-DE' })
    const draft = draftOf(sampleReel({ price: { amount: 123_450, currency: 'HUF' } }), LIMITS)
    expect(draft.price).toBe('1234,50')
    expect(fieldsOf(draft, LIMITS)).toMatchObject({ data: { price: { amount: 123_450, currency: 'HUF' } } })
  })

  it('needs a new price if its currency is no longer in use', () => {
    const draft = draftOf(sampleReel({ price: { amount: 499, currency: 'BGN' } }), LIMITS)
    expect(draft).toMatchObject({ isFree: false, price: '', currency: 'USD' })
  })

  it('loses the spaces around its words', () => {
    const fields = fieldsOf({ ...EMPTY_DRAFT, title: ' Harbour ', description: ' Waves.\n' }, LIMITS)
    expect(fields).toMatchObject({ ok: true, data: { title: 'Harbour', description: 'Waves.' } })
  })
})

describe('a draft that was kept', () => {
  it('is used if it is whole', () => {
    expect(isReelDraft(JSON.parse(JSON.stringify({ ...EMPTY_DRAFT, tags: ['sea'] })))).toBe(true)
    for (const broken of [null, 'x', {}, { ...EMPTY_DRAFT, tags: 'sea' }, { ...EMPTY_DRAFT, title: 7 }]) {
      expect(isReelDraft(broken), JSON.stringify(broken)).toBe(false)
    }
  })
})
