import type { Stripe } from 'stripe'
import type { Facts } from '#domains/purchases/facts.ts'
import { commandOf, timeOf } from '#domains/purchases/ledger-entries.ts'
import type { Purchase, PurchaseStatus } from '#domains/purchases/model.ts'
import { isActive } from '#domains/purchases/statuses.ts'
import type { StripeCommand } from '#domains/purchases/stripe-command-model.ts'

/** What is stored of a purchase after Stripe was asked. */
export type Outcome = Pick<Purchase, 'status' | 'refund' | 'refundedAmount' | 'refunds' | 'disputes'>

/** What has become of a purchase that nobody has paid, as Stripe sees it. */
export function unpaidStatus(purchase: Purchase, { session, payment }: Facts): PurchaseStatus {
  if (session.status === 'open') return 'open'
  // Not a failure: the buyer has not paid, and is not told so by a mail.
  if (session.status === 'expired') return purchase.cancelAsked ? 'canceled' : 'expired'
  // [62 unpaid] A checkout that is complete is not paid yet, if the payment method is slow.
  const hasFailed = payment?.status === 'requires_payment_method' || payment?.status === 'canceled'
  return hasFailed ? 'failed' : 'processing'
}

/**
 * What has become of a purchase that was paid. Everything follows from what Stripe says now and from what we have asked
 * for: so it does not matter which events came, how often and in which order.
 */
export function paidOutcome(purchase: Purchase, facts: Facts, commands: readonly StripeCommand[]): Outcome {
  const { refunds, disputes, charge } = facts
  const total = charge?.amount ?? 0
  const refund = refundOf(purchase, refunds, commands)
  const refundedAmount = sumOf(refunds.filter(({ status }) => status === 'succeeded'))
  const isAsked = refund?.status === 'pending' && refund.by !== 'stripe' && !isAtStripe(refunds, commands)
  const pending = sumOf(refunds.filter(({ status }) => stateOf(status) === 'pending'))
  const underWay = pending + (isAsked ? refund.amount : 0)
  return {
    status: paidStatus(disputes, total - refundedAmount, underWay),
    refund,
    // Set, never added: the same refund is heard of several times.
    refundedAmount,
    refunds: refunds.map(each => ({
      id: each.id,
      amount: each.amount,
      status: each.status ?? 'pending',
      at: timeOf(each),
    })),
    disputes: disputes.map(each => ({
      id: each.id,
      amount: each.amount,
      status: each.status,
      reason: each.reason,
      dueBy: each.evidence_details.due_by === null ? null : new Date(each.evidence_details.due_by * 1_000),
      at: timeOf(each),
    })),
  }
}

function paidStatus(disputes: readonly Stripe.Dispute[], left: number, underWay: number): PurchaseStatus {
  if (disputes.some(({ status }) => status === 'lost')) return 'lost'
  // [74 inquiry] An inquiry (`warning_…`) moves no money and takes nothing away.
  if (disputes.some(({ status }) => isActive(status))) return 'disputed'
  if (left <= 0) return 'refunded'
  // A part of it goes back, and the buyer keeps what was bought.
  return underWay >= left ? 'refunding' : 'paid'
}

/** The refund that was asked for last: by us, or in Stripe's dashboard. */
function refundOf(
  { refund: asked }: Purchase,
  refunds: readonly Stripe.Refund[],
  commands: readonly StripeCommand[],
): Purchase['refund'] {
  const foreign = refunds.filter(each => commandOf(each) === null)
  const [latest] = foreign.toSorted((a, b) => b.created - a.created)
  const ours = asked && asked.by !== 'stripe' ? asked : null
  if (ours && (!latest || ours.at >= timeOf(latest))) {
    return { ...ours, status: statusOfAsked(refunds, commands) }
  }
  if (!latest) return ours
  const status = stateOf(latest.status)
  const amount = sumOf(foreign.filter(each => stateOf(each.status) === status))
  return { status, amount, reason: latest.reason ?? 'other', note: null, by: 'stripe', at: timeOf(latest) }
}

function statusOfAsked(refunds: readonly Stripe.Refund[], commands: readonly StripeCommand[]) {
  const command = lastRefundCommand(commands)
  const made = refunds.find(each => commandOf(each) === command?._id)
  if (made) return stateOf(made.status)
  return command?.state === 'refused' ? 'failed' : 'pending'
}

function isAtStripe(refunds: readonly Stripe.Refund[], commands: readonly StripeCommand[]): boolean {
  const command = lastRefundCommand(commands)
  return refunds.some(each => commandOf(each) === command?._id)
}

function lastRefundCommand(commands: readonly StripeCommand[]): StripeCommand | undefined {
  const refunds = commands.filter(({ what }) => what === 'refund')
  return refunds.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0]
}

function stateOf(status: string | null): 'pending' | 'succeeded' | 'failed' {
  if (status === 'succeeded') return 'succeeded'
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending'
}

function sumOf(refunds: readonly Stripe.Refund[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount, 0)
}
