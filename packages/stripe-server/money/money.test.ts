import { describe, expect, it } from 'vitest'
import {
  newSession,
  paidSession,
  payee,
  sharedPayments,
  type TestPayments,
  testPayments,
} from '../test-payments-server.ts'

interface Holding {
  account: string
  currency: string
  amount: number
}

async function holdings({ url }: TestPayments): Promise<Holding[]> {
  return JSON.parse(await (await fetch(`${url}/_ledger`)).text())
}

/** All accounts together, in each currency. */
function sums(held: readonly Holding[]): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { currency, amount } of held) totals[currency] = (totals[currency] ?? 0) + amount
  return totals
}

function held(all: readonly Holding[], account: string): number {
  return all.find(one => one.account === account)?.amount ?? 0
}

describe('the money of a sale of 10.00 with a fee of 1.50', () => {
  async function sold(card?: string) {
    const payments = await testPayments()
    const destination = await payee(payments)
    const sale = await paidSession(payments, { destination, amount: 1000, fee: 150 }, card)
    const refund = (more: { amount?: number; reverse?: boolean } = {}) =>
      payments.stripe.refunds.create({
        payment_intent: sale.intent.id,
        ...(more.amount !== undefined && { amount: more.amount }),
        ...(more.reverse !== false && { reverse_transfer: true, refund_application_fee: true }),
      })
    const balances = async () => {
      const all = await holdings(payments)
      expect(sums(all)).toEqual({ usd: 0 })
      expect([held(all, 'transfers'), held(all, 'fees')]).toEqual([0, 0])
      return { partner: held(all, destination), platform: held(all, 'platform'), stripe: held(all, 'stripe') }
    }
    return { ...sale, payments, destination, refund, balances, [Symbol.asyncDispose]: () => payments.close() }
  }

  it('is shared by partner, platform and Stripe', async () => {
    await using sale = await sold()
    expect(await sale.balances()).toEqual({ partner: 850, platform: 91, stripe: 59 })
    const { stripe } = sale.payments
    const transactions = await stripe.balanceTransactions.list()
    expect(transactions.data.map(({ type, amount, fee, net }) => ({ type, amount, fee, net }))).toEqual([
      { type: 'application_fee', amount: 150, fee: 0, net: 150 },
      { type: 'transfer', amount: -1000, fee: 0, net: -1000 },
      { type: 'charge', amount: 1000, fee: 59, net: 941 },
    ])
    const own = await stripe.balanceTransactions.list({}, { stripeContext: sale.destination })
    expect(own.data).toMatchObject([{ type: 'payment', amount: 1000, fee: 150, net: 850, status: 'pending' }])
  })

  it('goes back to the buyer, less what Stripe keeps', async () => {
    await using sale = await sold()
    const refund = await sale.refund()
    expect(refund).toMatchObject({ amount: 1000, status: 'succeeded', charge: sale.charge.id })
    expect(await sale.balances()).toEqual({ partner: 0, platform: -59, stripe: 59 })
    const charge = await sale.payments.stripe.charges.retrieve(sale.charge.id)
    expect(charge).toMatchObject({ refunded: true, amount_refunded: 1000 })
    await expect(sale.refund()).rejects.toMatchObject({ code: 'charge_already_refunded' })
  })

  it('goes back in parts, to the last cent', async () => {
    await using sale = await sold()
    await sale.refund({ amount: 333 })
    expect(await sale.balances()).toEqual({ partner: 850 - 333 + 50, platform: 91 - 50, stripe: 59 })
    await sale.refund({ amount: 333 })
    await expect(sale.refund({ amount: 335 })).rejects.toMatchObject({ param: 'amount' })
    await sale.refund()
    expect(await sale.balances()).toEqual({ partner: 0, platform: -59, stripe: 59 })
  })

  it('is lost to the platform if the transfer is not reversed', async () => {
    await using sale = await sold()
    await sale.refund({ reverse: false })
    expect(await sale.balances()).toEqual({ partner: 850, platform: 91 - 1000, stripe: 59 })
  })

  it('is taken by a dispute from the platform, and by its reversal from the partner', async () => {
    await using sale = await sold()
    const { stripe, control } = sale.payments
    const dispute = await control<{ id: string }>('disputes', { charge: sale.charge.id })
    expect(await sale.balances()).toEqual({ partner: 850, platform: 91 - 1000 - 1500, stripe: 1559 })
    await expect(sale.refund()).rejects.toMatchObject({ code: 'charge_disputed' })
    const { charge } = sale
    await stripe.transfers.createReversal(String(charge.transfer), { refund_application_fee: true })
    expect(await sale.balances()).toEqual({ partner: 0, platform: -1559, stripe: 1559 })
    await control('dispute-status', { dispute: dispute.id, status: 'won' })
    await control('topup', { amount: 3000 })
    await stripe.transfers.create({ amount: 850, currency: 'usd', destination: sale.destination })
    expect(await sale.balances()).toEqual({ partner: 850, platform: 3000 - 1559 + 150, stripe: 1559 })
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'won',
      balance_transactions: [{ net: -2500 }, { net: 1000 }],
    })
  })

  it('does not move with an inquiry', async () => {
    await using sale = await sold('4000000000001976')
    expect(await sale.balances()).toEqual({ partner: 850, platform: 91, stripe: 59 })
    const { data } = await sale.payments.stripe.disputes.list({ payment_intent: sale.intent.id })
    expect(data).toMatchObject([{ status: 'warning_needs_response', is_charge_refundable: true }])
    await sale.refund()
    const [inquiry] = data
    await sale.payments.stripe.disputes.update(String(inquiry?.id), {
      evidence: { uncategorized_text: 'winning_evidence' },
    })
    const ended = await sale.payments.stripe.disputes.retrieve(String(inquiry?.id))
    expect(ended.status).toBe('warning_closed')
  })

  it.each([
    ['winning_evidence', 'won', -1000 + 1000],
    ['losing_evidence', 'lost', -1000],
  ])('is decided by the evidence: %s', async (uncategorized_text, status, moved) => {
    await using sale = await sold('4000000000000259')
    const { stripe } = sale.payments
    const [dispute] = (await stripe.disputes.list({ charge: sale.charge.id })).data
    const answered = await stripe.disputes.update(String(dispute?.id), { evidence: { uncategorized_text } })
    expect(answered.status).toBe(status)
    expect((await sale.balances()).platform).toBe(91 - 1500 + moved)
  })

  it('can be lost and won later, and disputed twice', async () => {
    await using sale = await sold('4000000404000079')
    const { stripe, control } = sale.payments
    const { data } = await stripe.disputes.list({ charge: sale.charge.id })
    expect(data).toHaveLength(2)
    for (const { id } of data) await control('dispute-status', { dispute: id, status: 'lost' })
    const lost = await sale.balances()
    for (const { id } of data) await control('dispute-status', { dispute: id, status: 'won' })
    expect((await sale.balances()).platform - lost.platform).toBe(2000)
  })

  it('comes back if a refund fails, but not to the partner', async () => {
    await using sale = await sold('4000000000005126')
    const { id } = await sale.refund()
    const { stripe, control } = sale.payments
    await control('clock', { seconds: 61 })
    const refund = await stripe.refunds.retrieve(id)
    expect(refund).toMatchObject({
      status: 'failed',
      failure_balance_transaction: expect.stringMatching(/^txn_/),
    })
    expect(await sale.balances()).toEqual({ partner: 0, platform: 1000 - 59, stripe: 59 })
    expect(await stripe.charges.retrieve(sale.charge.id)).toMatchObject({
      refunded: false,
      amount_refunded: 0,
    })
  })

  it('is on its way in a refund that takes a minute', async () => {
    await using sale = await sold('4000000000007726')
    const { id, status } = await sale.refund()
    expect(status).toBe('pending')
    await sale.payments.control('clock', { seconds: 61 })
    expect(await sale.payments.stripe.refunds.retrieve(id)).toMatchObject({ status: 'succeeded' })
    expect(await sale.balances()).toEqual({ partner: 0, platform: -59, stripe: 59 })
  })

  it('stays where it is if the platform is short of money', async () => {
    await using sale = await sold()
    const { control } = sale.payments
    await control('refund-fate', { charge: sale.charge.id, fate: 'short' })
    const refund = await sale.refund()
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'insufficient_funds' })
    expect(await sale.balances()).toEqual({ partner: 850, platform: 91, stripe: 59 })
    await control('refund-end', { refund: refund.id, outcome: 'succeeded' })
    expect(await sale.balances()).toEqual({ partner: 0, platform: -59, stripe: 59 })
  })

  it('cannot be paid back in ways that Stripe refuses', async () => {
    await using sale = await sold()
    const { stripe } = sale.payments
    const plain = await paidSession(sale.payments, { amount: 1000 })
    for (const more of [{ reverse_transfer: true }, { refund_application_fee: true }]) {
      await expect(stripe.refunds.create({ charge: plain.charge.id, ...more })).rejects.toMatchObject({
        statusCode: 400,
        param: Object.keys(more)[0],
      })
    }
    await expect(stripe.refunds.create({ payment_intent: 'pi_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'payment_intent',
    })
    await expect(stripe.refunds.create({})).rejects.toMatchObject({ statusCode: 400 })
    await expect(stripe.refunds.create({ charge: sale.charge.id, amount: 1001 })).rejects.toMatchObject({
      message: 'Refund amount ($10.01) is greater than unrefunded amount on charge ($10.00)',
    })
    const transfer = String(sale.charge.transfer)
    await expect(stripe.transfers.createReversal(transfer, { amount: 1001 })).rejects.toMatchObject({
      param: 'amount',
    })
    await stripe.transfers.createReversal(transfer)
    await expect(stripe.transfers.createReversal(transfer)).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('the balance of a partner', async () => {
  const payments = await sharedPayments()
  const { stripe, control } = payments
  const DAY = 24 * 3600
  const balance = (account: string) => stripe.balance.retrieve({}, { stripeContext: account })

  it('is available after two days, and paid out on the next', async () => {
    const account = await payee(payments)
    await paidSession(payments, { destination: account })
    expect(await balance(account)).toMatchObject({ available: [{ amount: 0 }], pending: [{ amount: 424 }] })
    await control('clock', { seconds: 2 * DAY + 1 })
    // The payout may have been made at midnight already.
    await control('payouts', { account })
    expect(await balance(account)).toMatchObject({ available: [{ amount: 0 }], pending: [{ amount: 0 }] })
    const [payout] = (await stripe.payouts.list({}, { stripeContext: account })).data
    expect(payout).toMatchObject({ amount: 424, currency: 'usd', automatic: true, status: 'in_transit' })
    const within = await stripe.balanceTransactions.list(
      { payout: String(payout?.id) },
      { stripeContext: account },
    )
    expect(within.data.map(({ net }) => net)).toEqual([-424, 424])
    await control('clock', { seconds: DAY })
    const paid = await stripe.payouts.retrieve(String(payout?.id), {}, { stripeContext: account })
    expect(paid.status).toBe('paid')
    await expect(stripe.payouts.retrieve(String(payout?.id))).rejects.toMatchObject({
      code: 'resource_missing',
    })
  })

  it('comes back if the bank refuses a payout, also after it was paid', async () => {
    const account = await payee(payments)
    await control('accounts', { account, status: 'active', bank: '000111111113' })
    await paidSession(payments, { destination: account }, '4000000000000077')
    await control('payouts', { account })
    await control('clock', { seconds: DAY })
    const [payout] = (await stripe.payouts.list({ status: 'failed' }, { stripeContext: account })).data
    expect(payout).toMatchObject({ failure_code: 'account_closed' })
    expect(await balance(account)).toMatchObject({ available: [{ amount: 424 }] })
    await control('accounts', { account, status: 'active' })
    await control('payouts', { account })
    const [again] = (await stripe.payouts.list({ limit: 1 }, { stripeContext: account })).data
    await control('payout-end', { payout: again?.id })
    await control('payout-end', { payout: again?.id, failure: 'no_account' })
    expect(await balance(account)).toMatchObject({ available: [{ amount: 424 }] })
  })

  it('falls below zero, and is filled by the next sale', async () => {
    const account = await payee(payments)
    const { intent } = await paidSession(payments, { destination: account }, '4000000000000077')
    await control('payouts', { account })
    await stripe.refunds.create({
      payment_intent: intent.id,
      reverse_transfer: true,
      refund_application_fee: true,
    })
    expect(await balance(account)).toMatchObject({ available: [{ amount: -424 }] })
    await paidSession(payments, { destination: account }, '4000000000000077')
    expect(await balance(account)).toMatchObject({ available: [{ amount: 0 }] })
    await control('payouts', { account })
    expect((await stripe.payouts.list({}, { stripeContext: account })).data).toHaveLength(1)
  })

  it('stays while the account is restricted', async () => {
    const account = await payee(payments)
    await paidSession(payments, { destination: account }, '4000000000000077')
    await control('accounts', { account, status: 'restricted', missing: ['identity.individual.id_number'] })
    await control('payouts', { account })
    expect(await balance(account)).toMatchObject({ available: [{ amount: 424 }] })
    await control('accounts', { account, status: 'active' })
    await control('clock', { seconds: 2 * DAY })
    await stripe.balance.retrieve()
    expect(await balance(account)).toMatchObject({ available: [{ amount: 0 }] })
  })
})

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

describe('an amount', async () => {
  const { stripe } = await sharedPayments()
  const create = (amount: number, currency: string) =>
    stripe.checkout.sessions.create(newSession({ amount, currency, fee: 0 }))

  it.each([
    [50, 'usd'],
    [50, 'jpy'],
    [99_999_999, 'usd'],
    [1500, 'czk'],
    [500, 'isk'],
    [1230, 'kwd'],
    [400, 'ugx'],
  ])('of %i %s is charged as it is', async (amount, currency) => {
    expect(await create(amount, currency)).toMatchObject({ amount_total: amount, currency })
  })

  it.each([
    [49, 'usd', 'amount_too_small'],
    [49, 'jpy', 'amount_too_small'],
    [0, 'bif', 'amount_too_small'],
    [100_000_000, 'usd', 'amount_too_large'],
    [501, 'isk', 'invalid_amount'],
    [1231, 'kwd', 'invalid_amount'],
    [500, 'xxx', undefined],
  ])('of %i %s is refused', async (amount, currency, code) => {
    await expect(create(amount, currency)).rejects.toMatchObject({ statusCode: 400, code })
  })
})

/** The same numbers between 0 and 1 for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
