import { publicConfig } from '#shared/runtime/public-config.ts'

/**
 * The smallest price in minor units, by currency: the least that Stripe charges. Only currencies are here whose minor
 * units are the same at Stripe and in ISO 4217, so that an amount is never converted: ISK and UGX, for example, are sent
 * to Stripe as hundredths that do not exist, and of KWD it takes no last digit but 0.
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const MINIMUM_BY_CURRENCY: Readonly<Record<string, number>> = {
  AUD: 50,
  BRL: 50,
  CAD: 50,
  CHF: 50,
  CZK: 1_500,
  DKK: 250,
  EUR: 50,
  GBP: 30,
  HKD: 400,
  JPY: 50,
  MXN: 1_000,
  NOK: 300,
  NZD: 50,
  PLN: 200,
  SEK: 300,
  SGD: 50,
  USD: 50,
}

interface SoldCurrency {
  code: string
  /** The smallest price, in minor units. */
  minimum: number
}

/** The currencies that this stage sells in, in the order of their codes. */
export function currenciesSoldIn(): SoldCurrency[] {
  const { currencies } = publicConfig().payments
  return Object.entries(MINIMUM_BY_CURRENCY)
    .filter(([code]) => currencies.length === 0 || currencies.includes(code))
    .map(([code, minimum]) => ({ code, minimum }))
}

/** Whether a reel can be sold at this price: not free, in a currency that is sold in, and not below its minimum. */
export function isSoldIn({ amount, currency }: { amount: number; currency: string }): boolean {
  const { currencies } = publicConfig().payments
  if (currencies.length > 0 && !currencies.includes(currency)) return false
  // [81 minimum] Stripe would refuse the checkout when somebody wants to pay.
  return Object.hasOwn(MINIMUM_BY_CURRENCY, currency) && amount >= (MINIMUM_BY_CURRENCY[currency] ?? 0)
}

const WHOLE_BASIS_POINTS = 10_000

/** A share of whole minor units, rounded to whole minor units: 15 % (1,500 basis points) of 499 is 75. */
export function shareOf(whole: number, basisPoints: number): number {
  return Math.round((whole * basisPoints) / WHOLE_BASIS_POINTS)
}
