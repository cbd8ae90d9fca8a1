import type Stripe from 'stripe'
import type * as z from 'zod'
import type { AccountChange, NewAccount } from './accounts/accounts.ts'
import type { NewAccountLink } from './accounts/links.ts'
import type { NewSession } from './checkout/sessions.ts'
import type { DisputeAnswer } from './money/disputes.ts'
import type { NewPayout } from './money/payouts.ts'
import type { NewRefund } from './money/refunds.ts'
import type { NewReversal } from './money/reversals.ts'
import type { NewTransfer } from './money/transfers.ts'
import type * as balance from './storage/balance-objects.ts'
import type * as objects from './storage/objects.ts'

// The compiler checks that this server knows no parameter and no field that the SDK of the pinned version does not have.

/** The names, at any depth, that only the first type has. */
type Extra<Own, Official> = Own extends readonly (infer A)[]
  ? NonNullable<Official> extends readonly (infer B)[]
    ? Extra<A, B>
    : never
  : Own extends object
    ? {
        [K in keyof Own]-?: K extends KeysOf<NonNullable<Official>>
          ? Extra<NonNullable<Own[K]>, ValueOf<NonNullable<Official>, K>>
          : K
      }[keyof Own]
    : never

type KeysOf<T> = T extends object ? keyof T : never
type ValueOf<T, K> = T extends object ? (K extends keyof T ? NonNullable<T[K]> : never) : never
type Public<T> = Omit<T, 'internal'>
type None<T extends never> = T

export type Parameters = [
  None<Extra<z.infer<typeof NewAccount>, Stripe.V2.Core.AccountCreateParams>>,
  None<Extra<z.infer<typeof AccountChange>, Stripe.V2.Core.AccountUpdateParams>>,
  None<Extra<z.infer<typeof NewAccountLink>, Stripe.V2.Core.AccountLinkCreateParams>>,
  None<Extra<z.infer<typeof NewSession>, Stripe.Checkout.SessionCreateParams>>,
  None<Extra<z.infer<typeof NewRefund>, Stripe.RefundCreateParams>>,
  None<Extra<z.infer<typeof NewTransfer>, Stripe.TransferCreateParams>>,
  None<Extra<z.infer<typeof NewReversal>, Stripe.TransferCreateReversalParams>>,
  None<Extra<z.infer<typeof NewPayout>, Stripe.PayoutCreateParams>>,
  None<Extra<z.infer<typeof DisputeAnswer>, Stripe.DisputeUpdateParams>>,
]

export type Fields = [
  None<Extra<Public<objects.Session>, Stripe.Checkout.Session>>,
  None<Extra<Public<objects.PaymentIntent>, Stripe.PaymentIntent>>,
  None<Extra<Public<objects.Charge>, Stripe.Charge>>,
  None<Extra<Public<objects.Refund>, Stripe.Refund>>,
  None<Extra<Public<objects.Dispute>, Stripe.Dispute>>,
  None<Extra<Public<balance.Transfer>, Stripe.Transfer>>,
  None<Extra<Public<balance.TransferReversal>, Stripe.TransferReversal>>,
  None<Extra<Public<balance.ApplicationFee>, Stripe.ApplicationFee>>,
  None<Extra<Public<balance.FeeRefund>, Stripe.FeeRefund>>,
  None<Extra<Public<balance.BalanceTransaction>, Stripe.BalanceTransaction>>,
  None<Extra<Public<balance.Payout>, Stripe.Payout>>,
]
