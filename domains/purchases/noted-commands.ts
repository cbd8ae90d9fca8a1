import type { ClientSession } from 'mongoose'
import type { Purchase } from '#domains/purchases/model.ts'
import { type StripeCommand, StripeCommandModel } from '#domains/purchases/stripe-command-model.ts'

// Apart from what carries them out: whatever only notes a command does not need the client of Stripe.

export interface NewCommand {
  /** Also the idempotency key at Stripe. */
  id: string
  what: StripeCommand['what']
  object: string
  amount: number | null
  fee: number | null
  reverses?: boolean
}

/** Notes what we owe Stripe, in the transaction that decides it. What is noted already stays as it is. */
export async function noteCommand(
  { _id: purchase, price: { currency } }: Pick<Purchase, '_id' | 'price'>,
  { id, ...command }: NewCommand,
  session: ClientSession,
): Promise<void> {
  const now = new Date()
  await StripeCommandModel.updateOne(
    { _id: id },
    {
      $setOnInsert: {
        reverses: false,
        ...command,
        purchase,
        currency,
        state: 'due',
        attempts: 0,
        notBefore: now,
        error: null,
        createdAt: now,
      },
    },
    { upsert: true, session },
  )
}

export function commandsOf(purchase: Purchase['_id']): Promise<StripeCommand[]> {
  return StripeCommandModel.find({ purchase }).lean<StripeCommand[]>()
}
