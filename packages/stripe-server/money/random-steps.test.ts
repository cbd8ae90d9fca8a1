import { describe, expect, it } from 'vitest'
import { holdings, paidSession, payee, sums, testPayments } from '../test-payments-server.ts'

describe('400 random steps', () => {
  it('leave no cent unaccounted for, in any currency', async () => {
    await using payments = await testPayments()
    const { stripe, control } = payments
    const random = seeded(20_261_126)
    const pick = <Item>(items: readonly Item[]): Item | undefined =>
      items[Math.floor(random() * items.length)]
    const accounts = [await payee(payments), await payee(payments), await payee(payments)]
    const sales: { charge: string; transfer: string; intent: string }[] = []
    let refused = 0
    async function step(): Promise<void> {
      const sale = pick(sales)
      const roll = random()
      if (sale === undefined || roll < 0.35) {
        const currency = pick(['usd', 'eur', 'jpy', 'kwd']) ?? 'usd'
        const amount = 1000 + Math.floor(random() * 500) * 10
        const session = {
          destination: pick(accounts) ?? '',
          amount,
          currency,
          fee: Math.floor(amount * 0.15),
        }
        const { charge, intent } = await paidSession(payments, session)
        sales.push({ charge: charge.id, transfer: String(charge.transfer), intent: intent.id })
      } else if (roll < 0.55) {
        const amount = random() < 0.5 ? undefined : 1 + Math.floor(random() * 900)
        await stripe.refunds.create({
          payment_intent: sale.intent,
          reverse_transfer: true,
          refund_application_fee: true,
          ...(amount !== undefined && { amount }),
        })
      } else if (roll < 0.7) {
        const dispute = await control<{ id: string }>('disputes', {
          charge: sale.charge,
          inquiry: random() < 0.3,
        })
        await control('dispute-status', {
          dispute: dispute.id,
          status: pick(['won', 'lost', 'needs_response']),
        })
      } else if (roll < 0.85) {
        await stripe.transfers.createReversal(sale.transfer, { refund_application_fee: random() < 0.5 })
      } else if (roll < 0.93) await control('payouts', { account: pick(accounts) })
      else await control('clock', { seconds: Math.floor(random() * 3 * 24 * 3600) })
    }
    for (let count = 0; count < 400; count += 1) {
      await step().catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 400) throw error
        refused += 1
      })
    }
    const all = await holdings(payments)
    expect(sums(all)).toEqual({ usd: 0, eur: 0, jpy: 0, kwd: 0 })
    expect(
      all.filter(({ account, amount }) => ['transfers', 'fees'].includes(account) && amount !== 0),
    ).toEqual([])
    expect(sales.length).toBeGreaterThan(80)
    expect(refused).toBeGreaterThan(10)
    for (const account of accounts) {
      const transactions = await stripe.balanceTransactions
        .list({ limit: 100 }, { stripeContext: account })
        .autoPagingToArray({ limit: 10_000 })
      const net: Record<string, number> = {}
      for (const one of transactions) net[one.currency] = (net[one.currency] ?? 0) + one.net
      const kept = Object.fromEntries(
        all.filter(one => one.account === account).map(({ currency, amount }) => [currency, amount]),
      )
      expect(net).toEqual(kept)
    }
  }, 120_000)
})

/** The same numbers between 0 and 1 for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
