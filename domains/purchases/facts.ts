import type { Stripe } from 'stripe'
import type { Purchase } from '#domains/purchases/model.ts'
import { reachStripe } from '#domains/purchases/reaching-stripe.ts'
import { Outage } from '#shared/runtime/outage.ts'

/** A purchase whose checkout Stripe has opened. */
export type OpenedPurchase = Purchase & { session: NonNullable<Purchase['session']> }

/** What Stripe says now about one purchase. Amounts are minor units, times seconds since the epoch. */
export interface Facts {
  session: Stripe.Checkout.Session
  payment: Stripe.PaymentIntent | null
  /** Null until somebody has paid. */
  charge: Stripe.Charge | null
  balanceTransaction: Stripe.BalanceTransaction | null
  /** What the partner was given, and what was taken back of it. */
  transfer: Stripe.Transfer | null
  applicationFee: Stripe.ApplicationFee | null
  refunds: Stripe.Refund[]
  disputes: Stripe.Dispute[]
  /** What the partner was given again, after a dispute was won or a refund failed. */
  returns: Stripe.Transfer[]
}

const CHARGE = 'payment_intent.latest_charge'
const EXPAND = [`${CHARGE}.balance_transaction`, `${CHARGE}.transfer`, `${CHARGE}.application_fee`]
/** More of one purchase do not exist. */
const LIMIT = 100

/** @throws Outage if Stripe does not answer */
export async function readFacts(purchase: OpenedPurchase): Promise<Facts> {
  // What is known already is asked at once, what is not in a second round.
  const [session, known] = await Promise.all([
    reachStripe(stripe => stripe.checkout.sessions.retrieve(purchase.session.id, { expand: EXPAND })),
    purchase.paymentIntent ? readAfterwards(purchase.paymentIntent, String(purchase._id)) : null,
  ])
  if (session.id !== purchase.session.id) {
    throw new Outage('payments', new Error('Stripe has answered something else than this checkout'))
  }
  const payment = objectOf(session.payment_intent)
  const charge = objectOf(payment?.latest_charge ?? null)
  const isPaid = charge?.status === 'succeeded'
  const afterwards =
    known ?? (isPaid && payment ? await readAfterwards(payment.id, String(purchase._id)) : NOTHING)
  return {
    session,
    payment,
    charge: isPaid ? charge : null,
    balanceTransaction: objectOf(charge?.balance_transaction ?? null),
    transfer: objectOf(charge?.transfer ?? null),
    applicationFee: objectOf(charge?.application_fee ?? null),
    ...afterwards,
  }
}

type Afterwards = Pick<Facts, 'refunds' | 'disputes' | 'returns'>
const NOTHING: Afterwards = { refunds: [], disputes: [], returns: [] }

async function readAfterwards(paymentIntent: string, purchaseId: string): Promise<Afterwards> {
  const [refunds, disputes, transfers] = await Promise.all([
    reachStripe(stripe => stripe.refunds.list({ payment_intent: paymentIntent, limit: LIMIT })),
    reachStripe(stripe => stripe.disputes.list({ payment_intent: paymentIntent, limit: LIMIT })),
    reachStripe(stripe => stripe.transfers.list({ transfer_group: purchaseId, limit: LIMIT })),
  ])
  if (![refunds, disputes, transfers].every(({ data }) => Array.isArray(data))) {
    throw new Outage('payments', new Error('Stripe has answered something else than a list'))
  }
  return {
    refunds: refunds.data,
    disputes: disputes.data,
    returns: transfers.data.filter(transfer => transfer.source_transaction === null),
  }
}

/** What was asked to be expanded; null if there is none. */
function objectOf<T extends object>(value: string | T | null | undefined): T | null {
  return typeof value === 'object' ? value : null
}

/** The id of something that may be expanded. */
export function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}
