import { CURRENCIES } from '#domains/money/currencies.ts'

/** An amount for a mail, such as `USD 4.99`: the code of the currency, and the decimal places of ISO 4217. */
export function written({ amount, currency }: { amount: number; currency: string }): string {
  const digits = CURRENCIES.find(({ code }) => code === currency)?.minorDigits ?? 0
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const part = digits === 0 ? '' : `.${text.slice(-digits)}`
  return `${currency} ${amount < 0 ? '-' : ''}${whole}${part}`
}
