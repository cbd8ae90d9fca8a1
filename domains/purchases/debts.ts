import type { Stripe } from 'stripe'
import { shareOf } from '#domains/money/selling.ts'
import { type Facts, idOf } from '#domains/purchases/facts.ts'
import { commandOf } from '#domains/purchases/ledger-entries.ts'
import type { Purchase } from '#domains/purchases/model.ts'
import type { NewCommand } from '#domains/purchases/noted-commands.ts'
import { isActive } from '#domains/purchases/statuses.ts'

/**
 * What we owe Stripe because of what it says: the partner's part is taken back if a bank takes the money, which Stripe
 * never does by itself, and is given again if the bank gives it back or a refund has failed.
 */
export function debtsOf(purchase: Purchase, facts: Facts): NewCommand[] {
  const { transfer, charge, disputes, refunds } = facts
  if (!transfer || !charge) return []
  const id = String(purchase._id)
  const reversals = transfer.reversals.data
  const left = transfer.amount - transfer.amount_reversed
  const given = (what: string, reversal: Stripe.TransferReversal | undefined): NewCommand[] => {
    if (!reversal) return []
    const fee = partOf(purchase.feeAmount, reversal.amount, charge.amount)
    const object = purchase.payoutAccount
    // The id names what it is for, and there is one command with an id.
    return [{ id: `${id}:return:${what}`, what: 'return', object, amount: reversal.amount - fee, fee }]
  }
  const takenBack = ({ id: what, amount }: Stripe.Refund): NewCommand[] => {
    const command = `${id}:reverse:${what}`
    const common = { id: command, what: 'reverse' } as const
    if (left > 0)
      return [{ ...common, object: transfer.id, amount: Math.min(amount, left), fee: purchase.feeAmount }]
    return facts.returns
      .filter(each => each.amount_reversed === 0 && amount >= each.amount)
      .map(each => ({ ...common, object: each.id, amount: each.amount, fee: null }))
  }
  return [
    ...disputes.flatMap((dispute): NewCommand[] => {
      const command = `${id}:reverse:${dispute.id}`
      const made = reversals.find(each => commandOf(each) === command)
      if (isActive(dispute.status) || dispute.status === 'lost') {
        const amount = Math.min(dispute.amount, left)
        // [74 reversed] Stripe takes the money from the platform alone.
        return made || amount <= 0
          ? []
          : [{ id: command, what: 'reverse', object: transfer.id, amount, fee: purchase.feeAmount }]
      }
      return given(dispute.id, made)
    }),
    ...refunds.flatMap((refund): NewCommand[] => {
      const ofRefund = idOf(refund.transfer_reversal)
      // [72 given-back] Stripe does not give the partner's part back if a refund fails.
      if (refund.status === 'failed') {
        return given(
          refund.id,
          reversals.find(({ id }) => id === ofRefund),
        )
      }
      // In Stripe's dashboard, a refund can leave the partner's part with the partner.
      return refund.status === 'succeeded' && !ofRefund ? takenBack(refund) : []
    }),
  ]
}

/** The part of an amount that corresponds to a part of a whole, in whole minor units. */
function partOf(amount: number, part: number, whole: number): number {
  return part === whole ? amount : shareOf(amount, Math.round((part * 10_000) / whole))
}
