// The objects of Stripe's API that this server keeps, with the fields that it fills. Amounts are in the minor unit of
// their currency, and times are Unix seconds. https://docs.stripe.com/api

import type {
  ApplicationFee,
  BalanceTransaction,
  FeeRefund,
  Payout,
  Transfer,
  TransferReversal,
} from './balance-objects.ts'
import type { Kept, Metadata } from './kept.ts'

/** The key of the balance of the platform itself, beside the ids of accounts. */
export const PLATFORM = 'platform'

export type CapabilityStatus = 'active' | 'pending' | 'rejected' | 'restricted' | 'unsupported'

/** An account of v2, as it is kept: `accounts/account-view.ts` makes the public form. */
export interface Account extends Kept {
  id: string
  object: 'v2.core.account'
  created: number
  closed: boolean
  contactEmail: string | null
  displayName: string | null
  dashboard: 'express' | 'full' | 'none'
  country: string
  entityType: 'individual' | 'company' | 'government_entity' | 'non_profit' | null
  currency: string | null
  status: CapabilityStatus
  /** Machine-readable names of what is missing, such as `identity.individual.given_name`. */
  missing: string[]
  /** The number of the bank account that payouts go to; null before onboarding. */
  bankAccount: string | null
  payoutsAreManual: boolean
  metadata: Metadata
}

/** An address that is open for a short time: onboarding, or the dashboard of a partner. */
export interface Link extends Kept {
  id: string
  object: 'link'
  account: string
  kind: 'onboarding' | 'onboarding-visit' | 'dashboard'
  expiresAt: number
  isUsed: boolean
  refreshUrl: string
  returnUrl: string
}

interface LineItem {
  name: string
  description: string | null
  quantity: number
  unitAmount: number
}

export interface Session
  extends Kept<{
    items: LineItem[]
    applicationFee: number | null
    destination: string | null
    transferGroup: string | null
    paymentMetadata: Metadata
    description: string | null
    receiptEmail: string | null
    statementSuffix: string | null
  }> {
  id: string
  object: 'checkout.session'
  adaptive_pricing: { enabled: boolean }
  allow_promotion_codes: boolean | null
  amount_subtotal: number
  amount_total: number
  automatic_tax: { enabled: boolean; liability: { type: string } | null; status: string | null }
  cancel_url: string | null
  client_reference_id: string | null
  created: number
  currency: string
  customer: null
  customer_details: { email: string | null; name: string | null } | null
  customer_email: string | null
  expires_at: number
  integration_identifier: string | null
  livemode: false
  locale: string | null
  metadata: Metadata
  mode: 'payment'
  payment_intent: string | null
  payment_method_types: string[]
  payment_status: 'paid' | 'unpaid' | 'no_payment_required'
  status: 'open' | 'complete' | 'expired'
  submit_type: string | null
  success_url: string
  total_details: { amount_discount: number; amount_shipping: number; amount_tax: number }
  ui_mode: 'hosted_page'
  url: string | null
}

export interface PaymentError {
  type: 'card_error' | 'invalid_request_error'
  code: string
  decline_code?: string
  message: string
}

export interface PaymentIntent extends Kept<{ session: string; card: string | null }> {
  id: string
  object: 'payment_intent'
  amount: number
  amount_received: number
  application_fee_amount: number | null
  capture_method: 'automatic_async'
  created: number
  currency: string
  customer: null
  description: string | null
  last_payment_error: PaymentError | null
  latest_charge: string | null
  livemode: false
  metadata: Metadata
  next_action: { type: 'redirect_to_url'; redirect_to_url: { url: string; return_url: string } } | null
  payment_method_types: string[]
  receipt_email: string | null
  status: 'requires_payment_method' | 'requires_action' | 'processing' | 'canceled' | 'succeeded'
  transfer_data: { destination: string } | null
  transfer_group: string | null
}

export interface Charge extends Kept<{ card: string; refunds: string }> {
  id: string
  object: 'charge'
  amount: number
  amount_captured: number
  amount_refunded: number
  application_fee: string | null
  application_fee_amount: number | null
  balance_transaction: string | null
  billing_details: { email: string | null; name: string | null }
  captured: boolean
  created: number
  currency: string
  customer: null
  description: string | null
  disputed: boolean
  failure_code: string | null
  failure_message: string | null
  livemode: false
  metadata: Metadata
  outcome: { network_status: string; risk_level: string; seller_message: string; type: string } | null
  paid: boolean
  payment_intent: string | null
  payment_method_details: { type: string; card?: { brand: string; last4: string } } | null
  receipt_email: string | null
  receipt_number: null
  receipt_url: string | null
  refunded: boolean
  /** Of a payment that an account has received. */
  source_transfer: string | null
  status: 'failed' | 'pending' | 'succeeded'
  transfer: string | null
  transfer_data: { amount: number | null; destination: string } | null
  transfer_group: string | null
}

export interface Refund
  extends Kept<{ reverseTransfer: boolean; refundFee: boolean; endsAt: number | null; fails: boolean }> {
  id: string
  object: 'refund'
  amount: number
  balance_transaction: string | null
  charge: string
  created: number
  currency: string
  failure_balance_transaction?: string
  failure_reason?: string
  metadata: Metadata
  payment_intent: string | null
  pending_reason?: 'insufficient_funds' | 'processing'
  reason: string | null
  receipt_number: null
  source_transfer_reversal: string | null
  status: 'pending' | 'succeeded' | 'failed' | 'canceled'
  transfer_reversal: string | null
}

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'prevented'

export interface Dispute extends Kept {
  id: string
  object: 'dispute'
  amount: number
  /** Ids; shown as whole objects. */
  balance_transactions: string[]
  charge: string
  created: number
  currency: string
  evidence: { uncategorized_text: string | null }
  evidence_details: {
    due_by: number | null
    has_evidence: boolean
    past_due: boolean
    submission_count: number
  }
  is_charge_refundable: boolean
  livemode: false
  metadata: Metadata
  payment_intent: string | null
  reason: string
  status: DisputeStatus
}

/** An event, of v1 with its object as it was, or a thin one of v2. `body` is the text that is signed and sent. */
export interface StoredEvent extends Kept {
  id: string
  object: 'event' | 'v2.core.event'
  type: string
  created: number
  /** The account that it happened in; null for the platform. */
  account: string | null
  body: string
}

export interface Kinds {
  'v2.core.account': Account
  link: Link
  'checkout.session': Session
  payment_intent: PaymentIntent
  charge: Charge
  transfer: Transfer
  transfer_reversal: TransferReversal
  application_fee: ApplicationFee
  fee_refund: FeeRefund
  refund: Refund
  dispute: Dispute
  balance_transaction: BalanceTransaction
  payout: Payout
  event: StoredEvent
  'v2.core.event': StoredEvent
}

export type Kind = keyof Kinds
