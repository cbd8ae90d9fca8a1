import type { Kept, Metadata } from './kept.ts'

// What balances are made of. https://docs.stripe.com/api/balance_transactions

export interface Transfer extends Kept {
  id: string
  object: 'transfer'
  amount: number
  amount_reversed: number
  balance_transaction: string
  created: number
  currency: string
  description: string | null
  destination: string
  destination_payment: string
  livemode: false
  metadata: Metadata
  reversed: boolean
  source_transaction: string | null
  source_type: 'card'
  transfer_group: string | null
}

export interface TransferReversal extends Kept {
  id: string
  object: 'transfer_reversal'
  amount: number
  balance_transaction: string
  created: number
  currency: string
  destination_payment_refund: string | null
  metadata: Metadata
  source_refund: string | null
  transfer: string
}

export interface ApplicationFee extends Kept {
  id: string
  object: 'application_fee'
  account: string
  amount: number
  amount_refunded: number
  balance_transaction: string
  /** The payment in the account that bears the fee. */
  charge: string
  created: number
  currency: string
  livemode: false
  /** The charge of the platform. */
  originating_transaction: string | null
  refunded: boolean
}

export interface FeeRefund extends Kept {
  id: string
  object: 'fee_refund'
  amount: number
  balance_transaction: string
  created: number
  currency: string
  fee: string
  metadata: Metadata
}

export interface BalanceTransaction extends Kept<{ payout: string | null }> {
  id: string
  object: 'balance_transaction'
  amount: number
  available_on: number
  balance_type: 'payments'
  created: number
  currency: string
  description: string | null
  exchange_rate: null
  fee: number
  fee_details: {
    amount: number
    currency: string
    description: string
    type: 'stripe_fee' | 'application_fee'
  }[]
  net: number
  reporting_category: string
  source: string | null
  type: string
}

export interface Payout extends Kept<{ failsWith: string | null }> {
  id: string
  object: 'payout'
  amount: number
  arrival_date: number
  automatic: boolean
  balance_transaction: string
  created: number
  currency: string
  description: string | null
  destination: string
  failure_balance_transaction: string | null
  failure_code: string | null
  failure_message: string | null
  livemode: false
  metadata: Metadata
  method: 'standard'
  reconciliation_status: 'completed' | 'in_progress' | 'not_applicable'
  source_type: 'card'
  statement_descriptor: null
  status: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled'
  type: 'bank_account'
}
