import * as z from 'zod'
import type { Context } from '../protocol/context.ts'
import * as p from '../protocol/parameters.ts'
import { invalid, missing } from '../protocol/refusals.ts'
import { newId } from '../storage/ids.ts'
import { type Charge, type Dispute, type DisputeStatus, PLATFORM } from '../storage/objects.ts'
import { move } from './ledger.ts'

/** The body of `POST /v1/disputes/{id}`. */
export const DisputeAnswer = z.strictObject({
  evidence: z.strictObject({ uncategorized_text: p.text }).partial().optional(),
  metadata: p.metadata.optional(),
  submit: p.boolean.optional(),
  expand: p.expand,
})

/** What Stripe takes for a dispute, won or not: 15.00. */
const DISPUTE_FEE = 1500
const DAYS_TO_ANSWER = 7 * 24 * 3600

export interface Opening {
  reason: string
  /** A question of the bank, with which no money moves. */
  isInquiry: boolean
  /** All of the charge if left out. */
  amount?: number | undefined
}

export function openDispute(chargeId: string, opening: Opening, context: Context): Dispute {
  const { records, clock, events } = context
  const charge = records.get('charge', chargeId)
  if (charge === null || charge.status !== 'succeeded') throw missing('charge', chargeId, 'charge')
  const dispute: Dispute = {
    id: newId('du'),
    object: 'dispute',
    amount: opening.amount ?? charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: clock.seconds(),
    currency: charge.currency,
    evidence: { uncategorized_text: null },
    evidence_details: {
      due_by: clock.seconds() + DAYS_TO_ANSWER,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: opening.isInquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: opening.reason,
    status: opening.isInquiry ? 'warning_needs_response' : 'needs_response',
    internal: undefined,
  }
  const opened = opening.isInquiry ? dispute : withdraw(dispute, context)
  records.save(opened, PLATFORM)
  records.save({ ...charge, disputed: true }, PLATFORM)
  events.record('charge.dispute.created', opened)
  if (!opening.isInquiry) events.record('charge.dispute.funds_withdrawn', opened)
  return opened
}

/** Ends or moves on a dispute. A lost one can still be won later. */
export function setDisputeStatus(id: string, status: DisputeStatus, context: Context): Dispute {
  const { records, events } = context
  const dispute = disputeOf(id, context)
  if (dispute.status === status) return dispute
  const previous = { status: dispute.status }
  const isClosed = ['won', 'lost', 'warning_closed', 'prevented'].includes(status)
  const isTaken = isMoneyTaken(dispute, context)
  let changed: Dispute = { ...dispute, status }
  const withdraws = ['needs_response', 'under_review', 'lost'].includes(status) && !isTaken
  const reinstates = (status === 'won' || status === 'prevented') && isTaken
  if (withdraws) changed = { ...withdraw(changed, context), is_charge_refundable: false }
  if (reinstates) changed = reinstate(changed, context)
  if (status === 'won' || status === 'prevented' || status === 'warning_closed') {
    changed = { ...changed, is_charge_refundable: true }
  }
  records.save(changed, PLATFORM)
  if (withdraws) events.record('charge.dispute.funds_withdrawn', changed)
  if (reinstates) events.record('charge.dispute.funds_reinstated', changed)
  events.record(isClosed ? 'charge.dispute.closed' : 'charge.dispute.updated', changed, PLATFORM, previous)
  return changed
}

/** What a platform answers. The texts of Stripe's test mode decide at once. */
export function answerDispute(
  id: string,
  { evidence, metadata, submit }: z.infer<typeof DisputeAnswer>,
  context: Context,
): Dispute {
  const { records, events } = context
  const dispute = disputeOf(id, context)
  if (['won', 'lost', 'warning_closed', 'prevented'].includes(dispute.status)) {
    throw invalid('This dispute is already closed')
  }
  const text = evidence?.uncategorized_text ?? dispute.evidence.uncategorized_text
  const isSubmitted = evidence !== undefined && submit !== false
  const changed: Dispute = {
    ...dispute,
    evidence: { uncategorized_text: text },
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: text !== null,
      submission_count: dispute.evidence_details.submission_count + (isSubmitted ? 1 : 0),
    },
    metadata: { ...dispute.metadata, ...metadata },
  }
  records.save(changed, PLATFORM)
  events.record('charge.dispute.updated', changed)
  if (!isSubmitted) return changed
  const isInquiry = dispute.status.startsWith('warning_')
  switch (text) {
    case 'winning_evidence':
      return setDisputeStatus(id, isInquiry ? 'warning_closed' : 'won', context)
    case 'losing_evidence':
      return setDisputeStatus(id, isInquiry ? 'warning_closed' : 'lost', context)
    case 'escalate_inquiry_evidence':
      return setDisputeStatus(id, 'needs_response', context)
    default:
      return setDisputeStatus(id, isInquiry ? 'warning_under_review' : 'under_review', context)
  }
}

export function disputeOf(id: string, { records }: Context): Dispute {
  const dispute = records.get('dispute', id)
  if (dispute === null) throw missing('dispute', id)
  return dispute
}

/** Whether the money of the dispute is with the bank of the buyer. */
function isMoneyTaken({ balance_transactions }: Dispute, { records }: Context): boolean {
  const sum = balance_transactions.reduce(
    (total, id) => total + (records.get('balance_transaction', id)?.amount ?? 0),
    0,
  )
  return sum < 0
}

function withdraw(dispute: Dispute, context: Context): Dispute {
  return adjust(dispute, -dispute.amount, DISPUTE_FEE, 'Chargeback withdrawal', context)
}

function reinstate(dispute: Dispute, context: Context): Dispute {
  return adjust(dispute, dispute.amount, 0, 'Chargeback reversal', context)
}

function adjust(dispute: Dispute, amount: number, fee: number, words: string, context: Context): Dispute {
  const transaction = move(
    {
      owner: PLATFORM,
      type: 'adjustment',
      amount,
      currency: dispute.currency,
      source: dispute.id,
      against: 'buyers',
      fee: { amount: fee, type: 'stripe_fee' },
      description: `${words} for ${dispute.charge}`,
    },
    context,
  )
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, transaction.id] }
}

/** What the card of a payment does besides paying. */
export function openDisputesOf(
  charge: Charge,
  dispute: { reason: string; isInquiry: boolean; times: number } | null,
  context: Context,
): void {
  if (dispute === null) return
  for (let count = 0; count < dispute.times; count += 1) openDispute(charge.id, dispute, context)
}
