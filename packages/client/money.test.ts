import { describe, expect, it } from 'vitest'
import { formatAmount, formatMoney, parseMoney } from './money.ts'

const CURRENCIES = [
  { code: 'EGP', minorDigits: 2 },
  { code: 'EUR', minorDigits: 2 },
  { code: 'HUF', minorDigits: 2 },
  { code: 'INR', minorDigits: 2 },
  { code: 'IQD', minorDigits: 3 },
  { code: 'JPY', minorDigits: 0 },
  { code: 'RSD', minorDigits: 2 },
  { code: 'USD', minorDigits: 2 },
]
const LOCALES = [
  'en-US',
  'de-DE',
  'de-CH',
  'fr-FR',
  'ar-EG',
  'hi-IN',
  'fa-IR',
  'bn-BD',
  'pl-PL',
  'sv-SE',
  'ja-JP',
]
const MAX = 99_999_999

describe('money as text', () => {
  it('has the decimal places of ISO 4217, not those of Intl', () => {
    expect(shown(49_900, 'HUF')).toBe('HUF 499.00')
    expect(shown(499, 'RSD')).toBe('RSD 4.99')
    expect(shown(1_500, 'IQD')).toBe('IQD 1.500')
    expect(shown(500, 'JPY')).toBe('¥500')
    expect(shown(5, 'USD')).toBe('$0.05')
    expect(shown(0, 'USD')).toBe('$0.00')
  })

  it('is written as the locale writes money', () => {
    expect(shown(123_456, 'EUR', 'de-DE')).toBe('1.234,56 €')
    expect(shown(123_456, 'EUR', 'fr-FR')).toBe('1 234,56 €')
    expect(shown(12_345_650, 'INR', 'hi-IN')).toBe('₹1,23,456.50')
    expect(shown(123_450, 'EGP', 'ar-EG')).toContain('١٬٢٣٤٫٥٠')
  })

  it('keeps every digit of the largest amount', () => {
    const amount = Number.MAX_SAFE_INTEGER
    expect(formatMoney({ amount, currency: 'USD' }, CURRENCIES, 'en-US')).toBe('$90,071,992,547,409.91')
  })

  it('is null in a currency that the API does not list', () => {
    expect(formatMoney({ amount: 499, currency: 'BGN' }, CURRENCIES, 'en-US')).toBeNull()
    expect(formatAmount({ amount: 499, currency: 'BGN' }, CURRENCIES, 'en-US')).toBeNull()
  })
})

describe('an amount that is typed', () => {
  it('is read with the decimal comma or point, in any locale', () => {
    for (const locale of LOCALES) {
      for (const text of ['4,99', '4.99', ' 4.99 ', '04,99']) {
        expect(typed(text, 'HUF', locale), `${text} in ${locale}`).toBe(499)
      }
      expect(typed('.5', 'USD', locale)).toBe(50)
      expect(typed('0,5', 'USD', locale)).toBe(50)
      expect(typed('1.234,56', 'EUR', locale)).toBe(123_456)
      expect(typed('1,234.56', 'EUR', locale)).toBe(123_456)
      expect(typed('1,23,456.50', 'INR', locale)).toBe(12_345_650)
      expect(typed('1.234.567', 'JPY', locale)).toBe(1_234_567)
    }
  })

  it('has groups with spaces of any kind, or with apostrophes', () => {
    for (const space of [' ', '\u00a0', '\u202f', '\u2009', "'", '’']) {
      expect(typed(`1${space}234,56`, 'EUR', 'fr-FR')).toBe(123_456)
      expect(typed(`1${space}234`, 'EUR', 'fr-FR')).toBe(123_400)
    }
  })

  it('means what the locale means, if its only separator stands before three digits', () => {
    expect(typed('1.234', 'EUR', 'de-DE')).toBe(123_400)
    expect(typed('1,234', 'EUR', 'en-US')).toBe(123_400)
    expect(typed('1.234', 'EUR', 'en-US')).toBe('TooManyDigits')
    expect(typed('1.234', 'EUR', 'fr-FR')).toBe('TooManyDigits')
    expect(typed('1.500', 'IQD', 'en-US')).toBe(1_500)
    expect(typed('1.500', 'IQD', 'de-DE')).toBe(1_500_000)
    expect(typed('0.500', 'IQD', 'de-DE')).toBe(500)
  })

  it('may have the digits of the locale, digits of full width and marks of direction', () => {
    expect(typed('٤٫٩٩', 'EGP', 'ar-EG')).toBe(499)
    expect(typed('\u200f١٬٢٣٤٫٥٠\u200f', 'EGP', 'ar-EG')).toBe(123_450)
    expect(typed('۴٫۹۹', 'USD', 'fa-IR')).toBe(499)
    expect(typed('１，２３４', 'JPY', 'ja-JP')).toBe(1_234)
  })

  it('is refused with the reason', () => {
    for (const text of [
      '',
      ' ',
      '.',
      ',',
      '5.',
      'free',
      '1e3',
      '1.2.3',
      '1,23,4',
      '12 34',
      '4.99 USD',
      '+1',
      '٤',
    ]) {
      expect(typed(text, 'USD', 'en-US'), text).toBe('NotAnAmount')
    }
    for (const text of ['-1', '−4,99', '- 1']) expect(typed(text, 'USD', 'en-US'), text).toBe('Negative')
    expect(typed('4.999', 'USD', 'en-US')).toBe('TooManyDigits')
    expect(typed('4.0', 'JPY', 'en-US')).toBe('TooManyDigits')
    expect(typed('1.2345', 'IQD', 'en-US')).toBe('TooManyDigits')
    expect(typed('999,999.99', 'USD', 'en-US')).toBe(MAX)
    for (const text of ['1000000', '9'.repeat(30), '9'.repeat(400)]) {
      expect(typed(text, 'USD', 'en-US'), text).toBe('TooLarge')
    }
    expect(typed('1', 'BGN', 'en-US')).toBe('UnknownCurrency')
  })

  it('is never larger than whole numbers are exact', () => {
    const parsed = parseMoney('9007199254740993', 'JPY', { currencies: CURRENCIES, maxAmount: 1e20 })
    expect(parsed).toEqual({ ok: false, reason: 'TooLarge' })
  })

  it('is exact, also if the amount has no exact binary fraction', () => {
    expect(['1.15', '8.2', '0.29', '4.35'].map(text => typed(text, 'USD', 'en-US'))).toEqual([
      115, 820, 29, 435,
    ])
  })
})

it.each(LOCALES)('reads back what it writes in %s', locale => {
  for (const { code } of CURRENCIES) {
    for (const amount of [0, 5, 115, 1_500, 123_456, MAX]) {
      const text = formatAmount({ amount, currency: code }, CURRENCIES, locale)
      expect(typed(text ?? '', code, locale), text ?? '').toBe(amount)
    }
  }
})

/** With plain spaces, so that the tests can be read. */
function shown(amount: number, currency: string, locale = 'en-US'): string | undefined {
  return formatMoney({ amount, currency }, CURRENCIES, locale)?.replace(/\s/g, ' ')
}

/** The amount in minor units, or the reason of the refusal. */
function typed(text: string, currency: string, locale: string): number | string {
  const parsed = parseMoney(text, currency, { currencies: CURRENCIES, maxAmount: MAX, locale })
  return parsed.ok ? parsed.money.amount : parsed.reason
}
