import * as judge from 'dinero.js/currencies'
import { describe, expect, inject, it } from 'vitest'
import { createClient, formatAmount, formatMoney, parseMoney } from '#client'
import { expectOk, newPartner } from '../setup/people/people.ts'

/** Codes that the judge has and the API does not: funds, units of account, and BGN, withdrawn by amendment 180. */
const NOT_IN_CIRCULATION = ['BGN', 'BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'XAD']

/** `dinero.js` counts these in fifths, as they are divided. ISO 4217 gives them two digits. */
const IN_FIFTHS = ['MGA', 'MRU']

const LOCALES = ['en-US', 'de-DE', 'fr-FR', 'ar-EG', 'hi-IN']

const { reel } = expectOk(await createClient({ baseUrl: inject('apiUrl') }).getConfig())
const { currencies, maxPriceAmount: maxAmount } = reel

describe('the currencies of /config', () => {
  it('are those of ISO 4217 that are in circulation, with its minor digits, in the order of their codes', () => {
    const expected = Object.values(judge)
      .filter(({ code }) => !NOT_IN_CIRCULATION.includes(code))
      .map(({ code, exponent }) => ({ code, minorDigits: IN_FIFTHS.includes(code) ? 2 : exponent }))
      .sort((a, b) => (a.code < b.code ? -1 : 1))
    expect(currencies).toEqual(expected)
    expect(currencies).toHaveLength(155)
  })

  it.each(LOCALES)('are all shown and read back with these digits in %s', locale => {
    for (const { code, minorDigits } of currencies) {
      const money = { amount: 1_234_567, currency: code }
      expect(decimalPlaces(formatMoney(money, currencies, locale), locale), code).toBe(minorDigits)
      const text = formatAmount(money, currencies, locale) ?? ''
      expect(decimalPlaces(text, locale), code).toBe(minorDigits)
      expect(parseMoney(text, code, { currencies, maxAmount, locale })).toEqual({ ok: true, money })
    }
  })
})

describe('a price', () => {
  it('is refused in a currency that was withdrawn, and in funds, metals and codes for tests', async () => {
    const { api } = await newPartner()
    for (const currency of [
      'BGN',
      'HRK',
      'ANG',
      'CUC',
      'SLL',
      'ZWL',
      'CLF',
      'UYW',
      'XAD',
      'XAU',
      'XTS',
      'XXX',
      'usd',
    ]) {
      const file = { name: 'a.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' as const }
      const answer = await api.createUpload({ body: { title: 'A', price: { amount: 1, currency }, file } })
      expect(answer, currency).toMatchObject({
        status: 422,
        problem: {
          errors: [{ path: 'price.currency', message: 'is not a currency code of ISO 4217 in capitals' }],
        },
      })
    }
  })
})

/** How many digits stand after the last separator of the number in a text, if it is the decimal separator. */
function decimalPlaces(text: string | null, locale: string): number {
  const decimal = new Intl.NumberFormat(locale).format(0.5).replace(/\p{Nd}/gu, '')
  const number = /\p{Nd}(?:.*\p{Nd})?/u.exec(text ?? '')?.[0] ?? ''
  return number.includes(decimal) ? number.length - number.lastIndexOf(decimal) - 1 : 0
}
