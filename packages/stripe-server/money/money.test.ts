import { describe, expect, it } from 'vitest'
import { type Holding, holdings, paidSession, payee, sums, testPayments } from '../test-payments-server.ts'

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
