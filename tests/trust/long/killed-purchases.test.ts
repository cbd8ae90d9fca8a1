import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PurchaseModel } from '#domains/purchases/model.ts'
import { StripeCommandModel } from '#domains/purchases/stripe-command-model.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newGuest, openContainer, ownDatabase } from '../../setup/faults/container.ts'
import { expectOk } from '../../setup/people/people.ts'
import { listAtStripe, payCheckout } from '../../setup/platform/payments-server.ts'
import { endOf, refundsOf, rightTo, stored, sumOfPartner } from '../../setup/selling/books.ts'
import {
  newSeller,
  newSoldReel,
  openCheckout,
  pay,
  type Seller,
  sessionOf,
} from '../../setup/selling/selling.ts'
import '../../setup/reports/seen.ts'

const MINUTE = 60_000
const MOST_STEPS = 60

/** Everything that a function does with the database. */
const COMMANDS = [
  'find',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'aggregate',
  'commitTransaction',
  'abortTransaction',
]

let own: Awaited<ReturnType<typeof ownDatabase>>
let seller: Seller
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
  seller = await newSeller()
}, MINUTE)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

/** From this step on, nothing of the work reaches the database: that is all it sees of a function that dies. */
async function dieAfter(step: number, work: () => Promise<unknown>): Promise<boolean> {
  await own.fail({ skip: step }, { failCommands: COMMANDS, closeConnection: true })
  let hasDied = false
  try {
    const answer = await work()
    hasDied = typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false
  } catch {
    hasDied = true
  }
  await own.fail('off')
  // The database ends by itself, within a minute, what a dead function has begun.
  await own.db.admin().command({ killAllSessions: [] })
  return hasDied
}

async function sweep(id: string): Promise<void> {
  // As if some time had passed: what was under way counts as dead.
  const due = { purchase: new mongoose.Types.ObjectId(id), state: 'due' } as const
  await StripeCommandModel.updateMany(due, { $set: { notBefore: new Date(0) } })
  await PurchaseModel.updateOne({ _id: id }, { $set: { checkAt: new Date(0), openingUntil: null } })
  await runJob(settlePurchases)
}

async function openSessionsOf(buyerEmailHash: string): Promise<number> {
  const sessions = await listAtStripe<{ id: string; customer_email: string | null; status: string }>(
    '/v1/checkout/sessions',
  )
  return sessions.filter(
    ({ customer_email, status }) => status === 'open' && hash(customer_email ?? '') === buyerEmailHash,
  ).length
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

describe('a function that dies', () => {
  it(
    '[56] at any step of opening a checkout leaves one that can be paid',
    async ({ task }) => {
      let steps = 0
      for (; steps < MOST_STEPS; steps += 1) {
        const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
        const user = await own.db.collection('users').findOne({ _id: new mongoose.Types.ObjectId(buyer.id) })
        const hasDied = await dieAfter(steps, () => openCheckout(buyer, reelId))
        await PurchaseModel.updateMany({ user: buyer.id }, { $set: { openingUntil: null } })
        const { purchase } = expectOk(await openCheckout(buyer, reelId))
        expect(await openSessionsOf(hash(String(user?.['email']))), `step ${steps}`).toBe(1)
        expect((await payCheckout(sessionOf(purchase.checkout?.url))).state).toBe('paid')
        expect(
          expectOk(await buyer.api.refreshPurchase({ params: { purchaseId: purchase.id } })).purchase.status,
        ).toBe('paid')
        expect(await rightTo(buyer.id, reelId)).toBe('active')
        if (!hasDied) break
      }
      expect(steps).toBeGreaterThan(5)
      expect(steps).toBeLessThan(MOST_STEPS)
      task.meta.seen = `died at each of ${steps} steps`
    },
    5 * MINUTE,
  )

  it(
    '[56] at any step of settling a payment leaves it to the sweep',
    async ({ task }) => {
      let steps = 0
      let whole: unknown
      for (; steps < MOST_STEPS; steps += 1) {
        const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
        const sale = { buyer, reelId, ...(await pay(buyer, reelId)) }
        const params = { purchaseId: sale.id }
        const hasDied = await dieAfter(steps, () => buyer.api.refreshPurchase({ params }))
        await sweep(sale.id)
        const end = await endOf(sale)
        expect(end, `step ${steps}`).toMatchObject({ status: 'paid', right: 'active', paid: 499 })
        whole ??= end
        expect(end, `step ${steps}`).toEqual(whole)
        if (!hasDied) break
      }
      expect(steps).toBeGreaterThan(10)
      expect(steps).toBeLessThan(MOST_STEPS)
      task.meta.seen = `died at each of ${steps} steps`
    },
    5 * MINUTE,
  )

  it(
    '[56] at any step of a refund leaves it whole, or not asked for',
    async ({ task }) => {
      let steps = 0
      for (; steps < MOST_STEPS; steps += 1) {
        const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
        const sale = { buyer, reelId, ...(await pay(buyer, reelId)) }
        const params = { purchaseId: sale.id }
        expectOk(await buyer.api.refreshPurchase({ params }))
        const body = { reason: 'other' } as const
        const hasDied = await dieAfter(steps, () => buyer.api.refundPurchase({ params, body }))
        await sweep(sale.id)
        const { status, paymentIntent } = await stored(sale.id)
        const refunds = await refundsOf(paymentIntent)
        expect([status, refunds.length], `step ${steps}`).toEqual(
          status === 'paid' ? ['paid', 0] : ['refunded', 1],
        )
        expect(await sumOfPartner(sale.id)).toBe(status === 'paid' ? 424 : 0)
        expect(await rightTo(buyer.id, reelId)).toBe(status === 'paid' ? 'active' : 'ended')
        if (!hasDied) break
      }
      expect(steps).toBeGreaterThan(10)
      expect(steps).toBeLessThan(MOST_STEPS)
      task.meta.seen = `died at each of ${steps} steps`
    },
    5 * MINUTE,
  )
})

describe('without any webhook', () => {
  it('[60] what was paid is settled by the page that the buyer returns to', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { id } = await pay(buyer, reelId)
    expect(expectOk(await buyer.api.refreshPurchase({ params: { purchaseId: id } })).purchase.status).toBe(
      'paid',
    )
    expect(await rightTo(buyer.id, reelId)).toBe('active')
  })

  it('[60] what was paid is settled by the sweep within five minutes, and the silence is measured', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { id } = await pay(buyer, reelId)
    const { checkAt, createdAt } = await stored(id)
    expect(Number(checkAt) - Number(createdAt)).toBeLessThan(5 * MINUTE)
    await sweep(id)
    expect(await rightTo(buyer.id, reelId)).toBe('active')
    await PurchaseModel.updateOne({ _id: id }, { $set: { soldAt: new Date(Date.now() - 60 * MINUTE) } })
    const { silenceSeconds } = await runJob(settlePurchases)
    expect(silenceSeconds).toBeGreaterThanOrEqual(3_600)
  })
})
