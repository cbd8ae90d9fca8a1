import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handlePayoutEvent } from '#domains/payouts/events.ts'
import { PayoutAccountModel } from '#domains/payouts/model.ts'
import { activeAccountOf } from '#domains/payouts/payable.ts'
import { checkPayoutAccounts } from '#functions/jobs/check-payout-accounts.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newGuest, openContainer } from '../setup/faults/container.ts'
import { mailsTo } from '../setup/people/mail.ts'
import { expectOk, newPartner, problemOf } from '../setup/people/people.ts'
import { sendMailsTo } from '../setup/people/sent-mails.ts'
import { database } from '../setup/platform/database.ts'
import { askPayments, askStripe, paymentRequests, sendEvents } from '../setup/platform/payments-server.ts'
import {
  confirmEmail,
  giveMoney,
  lookAgain,
  newSeller,
  newSellerToBe,
  setAccountStatus,
} from '../setup/selling/partners.ts'
import { newSoldReel, openCheckout, pay, sessionOf } from '../setup/selling/selling.ts'

const db = database()
const NEW = { country: 'US', entityType: 'individual' } as const
const LINK = { kind: 'onboarding', returnUrl: 'http://localhost:4000/studio/payouts' } as const

beforeAll(async () => {
  await openContainer({})
  await connectDatabase()
})
afterAll(disconnectDatabase)

describe('what a partner has at Stripe', () => {
  it('[64] is shown to this partner only', async ({ task }) => {
    const [seller, other] = await Promise.all([newSeller(db), newSeller(db)])
    await giveMoney(db, seller, 700)
    await askPayments('payouts', { account: seller.acct })
    await giveMoney(db, seller, 900)
    const all = async ({ api }: typeof seller) => [
      expectOk(await api.getBalance()).available,
      expectOk(await api.listPayouts()).items.map(({ amount }) => amount.amount),
      expectOk(await api.listSales()).items,
    ]
    expect(await all(seller)).toEqual([[{ amount: 900, currency: 'USD' }], [700], []])
    expect(await all(other)).toEqual([[], [], []])
    task.meta.seen = 'balance and payouts of the one, and nothing of them for the other'
  })

  it('[64] is opened by a link for this partner only', async () => {
    const [seller, other] = await Promise.all([newSellerToBe(db), newSellerToBe(db)])
    const { link } = expectOk(await seller.api.createPayoutLink({ body: LINK }))
    const { link: others } = expectOk(await other.api.createPayoutLink({ body: LINK }))
    expect(link.url).toContain(seller.acct)
    expect(others.url).toContain(other.acct)
    expect(others.url).not.toContain(seller.acct)
  })

  it('[64] cannot be set up with an email address that nobody has confirmed', async ({ task }) => {
    const partner = await newPartner()
    const refused = problemOf(await partner.api.createPayoutAccount({ body: NEW }))
    expect(refused).toBe('403 EmailNotVerified')
    expect((await paymentRequests(partner.id)).length).toBe(0)
    await confirmEmail(db, partner)
    expectOk(await partner.api.createPayoutAccount({ body: NEW }))
    task.meta.seen = `${refused}, and Stripe was not asked`
  })
})

describe('an account at Stripe', () => {
  it('[55] is made once, although the answer is lost twice', async ({ task }) => {
    const partner = await newPartner()
    await confirmEmail(db, partner)
    const when = { method: 'POST', contains: partner.id }
    await askPayments('faults', { fault: 'do-then-cut', times: 2, when })
    const first = problemOf(await partner.api.createPayoutAccount({ body: NEW }))
    expect(first).toBe('502 PaymentsUnavailable')
    expect(expectOk(await partner.api.getPayoutAccount()).payoutAccount.status).toBe('none')
    expectOk(await partner.api.createPayoutAccount({ body: NEW }))
    const made = (await paymentRequests(partner.id)).filter(({ method }) => method === 'POST')
    expect(new Set(made.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
    task.meta.seen = `${first}, then made; ${made.length} requests with one key`
  })

  it.for(['restricted', 'rejected', 'closed'] as const)(
    '[75] that is %s after a checkout was opened sells nothing more, and the money is taken as Stripe says',
    async (status, { task }) => {
      const seller = await newSeller(db)
      const [buyer, late, reelId] = await Promise.all([
        newGuest('user'),
        newGuest('user'),
        newSoldReel(seller.id),
      ])
      const { purchase } = expectOk(await openCheckout(buyer, reelId))
      await askPayments(
        'accounts',
        status === 'closed' ? { account: seller.acct, closed: true } : { account: seller.acct, status },
      )
      await sendEvents(seller.acct)
      expect(await activeAccountOf(seller.id)).toBeNull()
      expect(problemOf(await openCheckout(late, reelId))).toBe('409 NotForSale')
      const session = sessionOf(purchase.checkout?.url)
      const paid = await askPayments<{ state: string }>('pay', { session }).catch(() => ({
        state: 'refused',
      }))
      const params = { purchaseId: purchase.id }
      await buyer.api.refreshPurchase({ params })
      const after = expectOk(await buyer.api.getPurchase({ params })).purchase
      expect(after.status).toBe(paid.state === 'paid' ? 'paid' : 'open')
      const entries = await db
        .collection('ledger')
        .find({ purchase: new mongoose.mongo.ObjectId(purchase.id) })
        .toArray()
      const sums = entries.map(({ lines }) => sumOf(lines))
      expect(sums).toEqual(sums.map(() => 0))
      expect(entries.length > 0).toBe(paid.state === 'paid')
      task.meta.seen = `409 NotForSale; the open checkout: ${paid.state}, purchase ${after.status}`
    },
  )

  it('[75] is what the latest answer of Stripe says, whatever comes in between', async () => {
    const seller = await newSeller(db)
    const _id = new mongoose.Types.ObjectId(seller.id)
    const isPayable = async () => (await db.collection('partners').findOne({ _id }))?.['payable']
    expect(await isPayable()).toBe(true)
    await setAccountStatus(seller, 'rejected')
    await lookAgain(db, seller)
    expect(await isPayable()).toBe(false)
    // An answer that was asked for before, and comes later.
    await PayoutAccountModel.updateOne({ _id }, { $set: { checkedAt: new Date(Date.now() + 60_000) } })
    await setAccountStatus(seller, 'active')
    await handlePayoutEvent({ type: 'account.updated', account: seller.acct, object: null })
    expect(await activeAccountOf(seller.id)).toBeNull()
  })

  it('[75] is checked by a job if no event comes', async () => {
    const seller = await newSeller(db)
    await setAccountStatus(seller, 'restricted')
    await db
      .collection('payoutAccounts')
      .updateOne({ _id: new mongoose.mongo.ObjectId(seller.id) }, { $set: { checkedAt: new Date(0) } })
    await runJob(checkPayoutAccounts)
    expect(await activeAccountOf(seller.id)).toBeNull()
  })

  it('[75] is opened by each link once, and for ten minutes', async ({ task }) => {
    const seller = await newSellerToBe(db)
    const { link } = expectOk(await seller.api.createPayoutLink({ body: LINK }))
    const visits: string[] = []
    for (let n = 0; n < 2; n += 1) {
      const answer = await fetch(link.url, { redirect: 'manual' })
      visits.push(`${answer.status}`)
      if (n > 0) expect(answer.headers.get('location') ?? '').toContain('onboarding=expired')
    }
    expect(Date.parse(link.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(600_000)
    const again = expectOk(await seller.api.createPayoutLink({ body: LINK })).link
    expect((await fetch(again.url)).status).toBe(200)
    task.meta.seen = `first ${visits[0]}, again ${visits[1]}; a new link opens`
  })

  it('[75] tells its partner if a payout has failed', async () => {
    const seller = await newSeller(db)
    await giveMoney(db, seller, 700)
    await askPayments('payouts', { account: seller.acct })
    const { items } = expectOk(await seller.api.listPayouts())
    await askPayments('payout-end', { payout: items[0]?.id, failure: 'account_closed' })
    await sendEvents(seller.acct, { types: ['payout.failed'] })
    await sendMailsTo(db, [seller])
    const failed = expectOk(await seller.api.listPayouts()).items[0]
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'account_closed' } })
    const subjects = (await mailsTo(seller.email)).map(({ subject }) => subject)
    expect(subjects).toContain('A payout could not be made')
    expect(await askStripe(`/v2/core/accounts/${seller.acct}`)).toMatchObject({ closed: false })
  })
})

describe('what is secret about selling', () => {
  it('[82] is not stored: no link into an account, and no card', async ({ task }) => {
    const seller = await newSeller(db)
    const { link } = expectOk(await seller.api.createPayoutLink({ body: LINK }))
    const { link: dashboard } = expectOk(
      await seller.api.createPayoutLink({ body: { ...LINK, kind: 'dashboard' } }),
    )
    const secrets = [link, dashboard].map(({ url }) => new URL(url).pathname.split('/').at(-1) ?? '')
    const collections = await db.listCollections().toArray()
    for (const { name } of collections) {
      const text = JSON.stringify(await db.collection(name).find().toArray())
      for (const secret of [...secrets, '4242424242424242']) expect(text, name).not.toContain(secret)
    }
    task.meta.seen = `${collections.length} collections`
  })

  it('[82] is in no mail: neither the checkout, nor the email of the buyer in that of the partner', async ({
    task,
  }) => {
    const seller = await newSeller(db)
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { id, session } = await pay(buyer, reelId)
    await sendEvents(id)
    const email = expectOk(await buyer.api.getMe()).account.email
    const stored = await db.collection('purchases').findOne({ _id: new mongoose.mongo.ObjectId(id) })
    await askPayments('disputes', { charge: stored?.['charge'] })
    await sendEvents(String(stored?.['paymentIntent']))
    await sendMailsTo(db, [seller, buyer])
    const [toBuyer, toPartner] = await Promise.all([mailsTo(email), mailsTo(seller.email)])
    expect(toBuyer.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Your receipt R-\d{8}$/)])
    const sold = toPartner.filter(({ subject }) => subject === 'A sale of yours is disputed')
    expect(sold).toHaveLength(1)
    expect(toBuyer[0]?.text).toContain('USD 4.99')
    const mails = JSON.stringify([...toBuyer, ...toPartner])
    expect(mails).not.toContain(session)
    expect(JSON.stringify(sold)).not.toContain(email)
    task.meta.seen = `${toBuyer.length + toPartner.length} mails`
  })

  it('[82] is in no mail about a refund, and in none that tells a partner to look at the account', async ({
    task,
  }) => {
    const seller = await newSeller(db)
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { id, session } = await pay(buyer, reelId)
    await sendEvents(id)
    expectOk(await seller.api.refundPurchase({ params: { purchaseId: id }, body: { reason: 'other' } }))
    await sendEvents(id)
    const { link } = expectOk(await seller.api.createPayoutLink({ body: LINK }))
    await setAccountStatus(seller, 'restricted')
    await lookAgain(db, seller)
    await sendMailsTo(db, [seller, buyer])
    const email = expectOk(await buyer.api.getMe()).account.email
    const refund = (await mailsTo(email)).filter(({ subject }) =>
      subject.startsWith('Your refund for receipt'),
    )
    const attention = await mailsTo(seller.email, 'Your reels cannot be bought now')
    expect([refund.length, attention.length]).toEqual([1, 1])
    expect(refund[0]?.text).toContain('USD 4.99')
    const stored = await db.collection('purchases').findOne({ _id: new mongoose.mongo.ObjectId(id) })
    const secrets = [session, stored?.['paymentIntent'], stored?.['charge'], seller.acct, '4242', 'whsec_']
    const [mails, toPartner] = [JSON.stringify([...refund, ...attention]), JSON.stringify(attention)]
    for (const secret of [...secrets, 'sk_test_', 'ik-s=', new URL(link.url).pathname]) {
      expect(mails).not.toContain(String(secret))
    }
    // What one of the two is told is not told to the other.
    expect(toPartner).not.toContain(email)
    expect(JSON.stringify(refund)).not.toContain(seller.email)
    task.meta.seen = [...refund, ...attention].map(({ subject }) => subject).join(', ')
  })
})

function sumOf(lines: readonly { amount: number }[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0)
}
