import type { Currency, Money } from './operations.ts'

export interface ParseOptions {
  /** `reel.currencies` of `GET /config`. */
  currencies: readonly Currency[]
  /** In minor units: `reel.maxPriceAmount` of `GET /config`. */
  maxAmount: number
  /** A BCP 47 tag such as `de-DE`. Left out, it is the locale of the browser or of Node. */
  locale?: string | undefined
}

export type ParsedMoney =
  | { ok: true; money: Money }
  | { ok: false; reason: 'NotAnAmount' | 'Negative' | 'TooManyDigits' | 'TooLarge' | 'UnknownCurrency' }

/**
 * Money as text, such as `$4.99`. The number of decimal places is that of ISO 4217, from `currencies`: what
 * `Intl.NumberFormat` itself would choose differs from it for 17 currencies, and between browsers.
 * @returns null if the currency is not in `currencies`
 */
export function formatMoney(
  { amount, currency }: Money,
  currencies: readonly Currency[],
  locale?: string,
): string | null {
  return formatted(amount, digitsOf(currency, currencies), locale, { style: 'currency', currency })
}

/**
 * The amount alone, such as `1234.50`: no symbol and no grouping. `parseMoney` reads it back in the same locale.
 * @returns null if the currency is not in `currencies`
 */
export function formatAmount(
  { amount, currency }: Money,
  currencies: readonly Currency[],
  locale?: string,
): string | null {
  return formatted(amount, digitsOf(currency, currencies), locale, { useGrouping: false })
}

/**
 * The amount that a person typed in major units: `4,99`, `4.99` and `1.234,56` in any locale. The locale decides only
 * what one separator before three digits means: `1.234` is 1234 in `de-DE`, and too many decimal places in `en-US`.
 */
export function parseMoney(
  text: string,
  currency: string,
  { currencies, maxAmount, locale }: ParseOptions,
): ParsedMoney {
  const digits = digitsOf(currency, currencies)
  if (digits === undefined) return { ok: false, reason: 'UnknownCurrency' }
  const typed = plain(text, locale)
  const number = readNumber(typed.replace(MINUS, ''), groupOf(locale))
  if (!number) return { ok: false, reason: 'NotAnAmount' }
  if (MINUS.test(typed)) return { ok: false, reason: 'Negative' }
  const [whole, part] = number
  if (part.length > digits) return { ok: false, reason: 'TooManyDigits' }
  const amount = Number(whole + part.padEnd(digits, '0'))
  if (amount > Math.min(maxAmount, Number.MAX_SAFE_INTEGER)) return { ok: false, reason: 'TooLarge' }
  return { ok: true, money: { amount, currency } }
}

const MINUS = /^[-\u2010-\u2015\u2212]\s*/
// Digits, then groups of two (India) or three, the last one of three. A number with groups does not begin with 0.
const GROUPED = /^[1-9]\d{0,2}([.,٬'\s])(?:\d{2,3}\1)*\d{3}$/

function digitsOf(currency: string, currencies: readonly Currency[]): number | undefined {
  return currencies.find(({ code }) => code === currency)?.minorDigits
}

function formatted(
  amount: number,
  digits: number | undefined,
  locale: string | undefined,
  options: Intl.NumberFormatOptions,
): string | null {
  if (digits === undefined) return null
  const format = new Intl.NumberFormat(locale, {
    ...options,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // A decimal text such as `499e-2`, because a division would round.
  return format.format(`${amount}e-${digits}` as `${number}`)
}

/** The text with ASCII digits and spaces, without marks of direction. */
function plain(text: string, locale?: string): string {
  const digits = [...new Intl.NumberFormat(locale, { useGrouping: false }).format(9876543210)].reverse()
  return text
    .replace(/[\p{Cf}]/gu, '')
    .trim()
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\p{Nd}/gu, digit => (digits.includes(digit) ? String(digits.indexOf(digit)) : digit))
    .replace(/’/g, "'")
    .replace(/\s/g, ' ')
}

/** What stands between thousands, for example a comma. */
function groupOf(locale?: string): string | undefined {
  return plain(new Intl.NumberFormat(locale).format(1234567), locale).match(/\D/)?.[0]
}

/** The digits before and after the decimal separator. Null if the text is not a number. */
function readNumber(text: string, group: string | undefined): [whole: string, part: string] | null {
  const separators = text.match(/\D/g) ?? []
  const last = separators.at(-1) ?? ''
  const at = text.lastIndexOf(last)
  const isDecimal =
    /^[.,٫]$/.test(last) && text.indexOf(last) === at && !(last === group && GROUPED.test(text))
  const whole = isDecimal ? text.slice(0, at) : text
  const part = isDecimal ? text.slice(at + 1) : ''
  if (isDecimal && part === '') return null
  const isWhole = /^\d+$/.test(whole) || GROUPED.test(whole) || (whole === '' && isDecimal)
  return isWhole ? [whole.replace(/\D/g, ''), part] : null
}
