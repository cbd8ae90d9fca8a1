import { formatMoney, parseMoney } from '#client'
import type { Limits } from '../api/limits.ts'
import type { PayoutAccount } from './payout-account.ts'
import type { ReelDraft } from './reel-draft.ts'

interface Reason {
  text: string
  /** The account at Stripe is why. */
  isAboutAccount: boolean
}

/**
 * Why a reel cannot be bought at this price; null if it can, or if it is not known yet.
 * @param status of the account at Stripe; null until it has been read
 */
export function whyNotSold(
  { price, currency }: Pick<ReelDraft, 'price' | 'currency'>,
  { payments, reel }: Pick<Limits, 'payments' | 'reel'>,
  status: PayoutAccount['status'] | null,
): Reason | null {
  const because = (text: string, isAboutAccount = false): Reason => ({ text, isAboutAccount })
  if (!payments.enabled) return because('Nothing can be bought here yet. Viewers see the price only.')
  const sold = payments.currencies.find(({ code }) => code === currency)
  if (!sold) {
    const codes = payments.currencies.map(({ code }) => code).join(', ')
    return because(`Reels are not sold in ${currency}: viewers see the price only. Choose one of ${codes}.`)
  }
  const typed = parseMoney(price, currency, {
    currencies: reel.currencies,
    maxAmount: reel.maxPriceAmount,
    locale: navigator.language,
  })
  if (typed.ok && typed.money.amount < sold.minimum) {
    const least = formatMoney({ amount: sold.minimum, currency }, reel.currencies, navigator.language)
    return because(`The smallest price that can be bought is ${least}.`)
  }
  if (status === null || status === 'active') return null
  return status === 'pending'
    ? because('This reel can be bought as soon as Stripe has checked your details.', true)
    : because('You cannot sell yet: viewers see the price, but nobody can buy until you are set up.', true)
}
