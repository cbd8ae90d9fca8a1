import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { expectOk, newPartner, problemOf } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { askPayments, askStripe, paymentRequests } from '../setup/platform/payments-server.ts'
import {
  confirmEmail,
  giveMoney,
  lookAgain,
  newSeller,
  newSellerToBe,
  payOut,
  setAccountStatus,
} from '../setup/selling/partners.ts'

const db = database()
const NEW = { country: 'US', entityType: 'individual' } as const
const PLAYER = 'http://localhost:4000/studio/payouts'

describe('the account of a partner at Stripe', () => {
  it('is made once, however often it is asked for at once', async () => {
    const partner = await newPartner()
    await confirmEmail(db, partner)
    expect(expectOk(await partner.api.getPayoutAccount()).payoutAccount).toEqual({
      status: 'none',
      country: null,
      requirements: [],
    })
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => partner.api.createPayoutAccount({ body: NEW })),
    )
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0)
    expect(answers.filter(({ ok }) => !ok)).toEqual([])
    const stored = await db
      .collection('payoutAccounts')
      .findOne({ _id: new mongoose.mongo.ObjectId(partner.id) })
    const made = (await paymentRequests(partner.id)).filter(({ method }) => method === 'POST')
    expect(new Set(made.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
    const again = await partner.api.createPayoutAccount({ body: NEW })
    expect(again.status).toBe(200)
    const { payoutAccount } = expectOk(again)
    expect(payoutAccount.status).toBe('incomplete')
    expect(payoutAccount.country).toBe('US')
    expect(payoutAccount.requirements.map(({ description }) => description)).toContain('Bank account')
    const account = await askStripe(`/v2/core/accounts/${stored?.['acct']}`)
    expect(account).toMatchObject({ dashboard: 'express', metadata: { partner: partner.id } })
  })

  it('is only for confirmed email addresses and for countries that are paid to', async () => {
    const partner = await newPartner()
    expect(problemOf(await partner.api.createPayoutAccount({ body: NEW }))).toBe('403 EmailNotVerified')
    await confirmEmail(db, partner)
    const elsewhere = { ...NEW, country: 'AQ' }
    expect(problemOf(await partner.api.createPayoutAccount({ body: elsewhere }))).toBe(
      '409 CountryNotSupported',
    )
    expect(expectOk(await partner.api.getPayoutAccount()).payoutAccount.status).toBe('none')
  })

  it('has the state that Stripe gives it', async () => {
    const seller = await newSellerToBe(db)
    const seen: string[] = []
    for (const status of ['pending', 'active', 'restricted', 'active', 'rejected']) {
      await setAccountStatus(seller, status)
      seen.push(await lookAgain(db, seller))
    }
    await askPayments('accounts', { account: seller.acct, closed: true })
    seen.push(await lookAgain(db, seller))
    expect(seen).toEqual(['pending', 'active', 'restricted', 'active', 'rejected', 'closed'])
  })
})

describe('a link to Stripe', () => {
  it('opens the form, and comes back to the page that asked for it', async () => {
    const seller = await newSellerToBe(db)
    const body = { kind: 'onboarding', returnUrl: `${PLAYER}?tab=1` } as const
    const { link } = expectOk(await seller.api.createPayoutLink({ body }))
    expect(Date.parse(link.expiresAt ?? '')).toBeGreaterThan(Date.now())
    const page = await fetch(link.url)
    expect(page.status).toBe(200)
    const other = expectOk(await seller.api.createPayoutLink({ body }))
    expect(other.link.url).not.toBe(link.url)
  })

  it('opens the dashboard once the form is filled in', async () => {
    const body = { kind: 'dashboard', returnUrl: PLAYER } as const
    const seller = await newSeller(db)
    const { link } = expectOk(await seller.api.createPayoutLink({ body }))
    expect(link.expiresAt).toBeNull()
    expect(new URL(link.url).protocol).toMatch(/^https?:$/)
  })

  it('needs an account', async () => {
    const partner = await newPartner()
    const body = { kind: 'onboarding', returnUrl: PLAYER } as const
    expect(problemOf(await partner.api.createPayoutLink({ body }))).toBe('409 NoPayoutAccount')
  })
})

describe('the balance and the payouts of a partner', () => {
  it('are empty without an account', async () => {
    const { api } = await newPartner()
    expect(expectOk(await api.getBalance())).toEqual({ available: [], pending: [], owed: [] })
    expect(expectOk(await api.listPayouts())).toEqual({ items: [], nextCursor: null })
  })

  it('are what Stripe says, page by page, with the reason if a payout has failed', async () => {
    const [seller, other] = await Promise.all([newSeller(db), newSeller(db)])
    for (let n = 0; n < 3; n += 1) {
      await giveMoney(db, seller, 1_000 + n)
      await payOut(db, seller)
    }
    await giveMoney(db, seller, 5_000)
    const before = expectOk(await seller.api.getBalance())
    expect(before.available).toEqual([{ amount: 5_000, currency: 'USD' }])
    const first = expectOk(await seller.api.listPayouts({ query: { limit: 2 } }))
    expect(first.items.map(({ amount }) => amount.amount)).toEqual([1_002, 1_001])
    const cursor = first.nextCursor ?? ''
    const rest = expectOk(await seller.api.listPayouts({ query: { limit: 2, cursor } }))
    expect(rest.items.map(({ amount }) => amount)).toEqual([{ amount: 1_000, currency: 'USD' }])
    expect(rest.nextCursor).toBeNull()
    expect(problemOf(await other.api.listPayouts({ query: { cursor } }))).toBe('400 InvalidCursor')
    expect(problemOf(await seller.api.listPayouts({ query: { cursor: 'AAAA' } }))).toBe('400 InvalidCursor')
  })

  it('say what is owed', async () => {
    const seller = await newSeller(db)
    const transfer = await giveMoney(db, seller, 700)
    await payOut(db, seller)
    await askStripe(`/v1/transfers/${transfer}/reversals`, { method: 'POST', body: new URLSearchParams() })
    expect(expectOk(await seller.api.getBalance())).toEqual({
      available: [],
      pending: [],
      owed: [{ amount: 700, currency: 'USD' }],
    })
  })
})
