import Stripe from 'stripe'
import { API_VERSION } from '../server.ts'
import { payee, sharedPayments } from '../test-payments-server.ts'

/** What the contract is tested with: a sandbox at Stripe, or this server. */
export interface Subject {
  stripe: Stripe
  isStripe: boolean
  /** An account that can be paid; null if the sandbox has none that was named in STRIPE_TEST_ACCOUNT. */
  account: string | null
  /** Pays at the page of a session, and resolves when it leads on. */
  pay(session: Stripe.Checkout.Session, card: string): Promise<void>
}

export async function subject(): Promise<Subject> {
  const key = process.env['CONTRACT_KEY'] ?? ''
  if (key === '') return ownServer()
  if (!/^(sk|rk)_test_/.test(key)) throw new Error('STRIPE_TEST_KEY is not the key of a sandbox')
  return {
    stripe: new Stripe(key, { apiVersion: API_VERSION, telemetry: false, maxNetworkRetries: 2 }),
    isStripe: true,
    account: process.env['CONTRACT_ACCOUNT'] || null,
    async pay(session, card) {
      const { payInBrowser } = await import('./pay-in-browser.ts')
      await payInBrowser(String(session.url), card)
    },
  }
}

async function ownServer(): Promise<Subject> {
  const payments = await sharedPayments()
  return {
    stripe: payments.stripe,
    isStripe: false,
    account: await payee(payments),
    async pay({ id }, card) {
      await payments.control('pay', { session: id, card })
    },
  }
}
