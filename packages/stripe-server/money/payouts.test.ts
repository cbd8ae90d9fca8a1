import { describe, expect, it } from 'vitest'
import { paidSession, payee, sharedPayments } from '../test-payments-server.ts'

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
