import { signal } from '@preact/signals'
import type { Operations } from '#client'
import { account } from '../api/account.ts'
import { api, attempt, type Outcome } from '../api/api.ts'

export type PayoutAccount = Operations['getPayoutAccount']['output']['payoutAccount']
type Status = PayoutAccount['status']

/** The account of the partner at Stripe, as it was last read. Null until then. */
export const payoutAccount = signal<PayoutAccount | null>(null)

account.subscribe(() => {
  // It belongs to the partner who is logged in.
  payoutAccount.value = null
})

export async function readPayoutAccount(): Promise<Outcome<PayoutAccount>> {
  const outcome = await attempt(api.getPayoutAccount())
  if (!outcome.ok) return outcome
  payoutAccount.value = outcome.data.payoutAccount
  return { ok: true, data: outcome.data.payoutAccount }
}

/** Sends the browser to a page of Stripe, which sends it back here. */
export async function openStripe(kind: 'onboarding' | 'dashboard'): Promise<Outcome<unknown>> {
  const returnUrl = new URL('/studio/payouts', window.location.origin).href
  const outcome = await attempt(api.createPayoutLink({ body: { kind, returnUrl } }))
  if (outcome.ok) window.location.assign(outcome.data.link.url)
  return outcome
}

interface InWords {
  title: string
  text: string
  tone: 'ready' | 'waiting' | 'failed'
}

/** What a state means for the partner, and what to do. */
export const STATUS_IN_WORDS: Record<Status, InWords> = {
  none: {
    title: 'Set up how you get paid',
    text: 'Stripe pays you. It needs to know who you are and which bank account the money goes to. This takes about five minutes.',
    tone: 'waiting',
  },
  incomplete: {
    title: 'Finish setting up',
    text: 'Stripe still needs something from you. Until then, your reels cannot be bought.',
    tone: 'waiting',
  },
  pending: {
    title: 'Stripe is checking your details',
    text: 'This can take a day or two. You need not do anything. Your reels can be bought as soon as it is done.',
    tone: 'waiting',
  },
  active: {
    title: 'You can sell',
    text: 'Reels with a price can be bought. Stripe sends your share to your bank account by itself.',
    tone: 'ready',
  },
  restricted: {
    title: 'Your account is restricted',
    text: 'Stripe does not pay you now, so your reels cannot be bought. Open Stripe to see what is missing. Buyers keep their reels.',
    tone: 'failed',
  },
  rejected: {
    title: 'Stripe does not pay this account',
    text: 'Your reels cannot be bought. Ask the support of Stripe for the reason.',
    tone: 'failed',
  },
  closed: {
    title: 'Your account at Stripe is closed',
    text: 'Your reels cannot be bought any more. Buyers keep their reels.',
    tone: 'failed',
  },
}
