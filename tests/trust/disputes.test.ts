import { beforeAll, describe, expect, it } from 'vitest'
import { PurchaseModel } from '#domains/purchases/model.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newGuest, openContainer } from '../setup/faults/container.ts'
import { askPayments, sendEvents } from '../setup/platform/payments-server.ts'
import { chargeOf, rightTo, stored, sumOfPartner, transfersOf } from '../setup/selling/books.ts'
import { newSeller, newSoldReel, pay, type Seller } from '../setup/selling/selling.ts'

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
  await askPayments('topup', { amount: 1_000_000 })
})

async function sold() {
  const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
  const sale = { buyer, reelId, ...(await pay(buyer, reelId)) }
  await sendEvents(sale.id)
  return { ...sale, charge: await chargeOf(sale.session) }
}

type Sale = Awaited<ReturnType<typeof sold>>

async function dispute({ charge }: Sale, options: Record<string, unknown> = {}): Promise<string> {
  const { id } = await askPayments<{ id: string }>('disputes', { charge, ...options })
  await sendEvents(charge)
  return id
}

async function decide({ charge }: Sale, id: string, status: string): Promise<void> {
  await askPayments('dispute-status', { dispute: id, status })
  await sendEvents(charge)
}

/** The status, the right, what the partner has of it, and what its transfers are: `499-499` is one that was reversed. */
async function seen({ id, buyer, reelId }: Sale): Promise<string> {
  const { status } = await stored(id)
  const transfers = await transfersOf(id)
  const moved = transfers.map(each => `${each.amount}-${each.amount_reversed}`).sort()
  return `${status} ${await rightTo(buyer.id, reelId)} ${await sumOfPartner(id)} ${moved.join(' ')}`
}

describe('a dispute', () => {
  it('[74] suspends the right and takes the share back, once', async () => {
    const sale = await sold()
    await dispute(sale)
    await sendEvents(sale.charge, { again: true, times: 2 })
    expect(await seen(sale)).toBe('disputed suspended 0 499-499')
  })

  it('[74] that is an inquiry changes nothing, until it becomes a dispute', async () => {
    const sale = await sold()
    const id = await dispute(sale, { inquiry: true })
    expect(await seen(sale)).toBe('paid active 424 499-0')
    await decide(sale, id, 'needs_response')
    expect(await seen(sale)).toBe('disputed suspended 0 499-499')
  })

  it('[74] that is an inquiry and is closed changes nothing', async () => {
    const sale = await sold()
    const id = await dispute(sale, { inquiry: true })
    await decide(sale, id, 'warning_closed')
    expect(await seen(sale)).toBe('paid active 424 499-0')
  })

  it('[74] that is won gives both back, once', async () => {
    const sale = await sold()
    const id = await dispute(sale)
    await decide(sale, id, 'won')
    await sendEvents(sale.charge, { again: true, times: 2 })
    expect(await seen(sale)).toBe('paid active 424 424-0 499-499')
  })

  it('[74] that is lost ends the right, and one that is won after all gives it back', async () => {
    const sale = await sold()
    const id = await dispute(sale)
    await decide(sale, id, 'lost')
    expect(await seen(sale)).toBe('lost ended 0 499-499')
    await decide(sale, id, 'won')
    expect(await seen(sale)).toBe('paid active 424 424-0 499-499')
  })

  it('[74] of which there are two about one payment counts once each', async () => {
    const sale = await sold()
    const first = await dispute(sale, { amount: 200 })
    const second = await dispute(sale, { amount: 299 })
    expect(await seen(sale)).toBe('disputed suspended 0 499-499')
    await decide(sale, first, 'won')
    expect(await seen(sale)).toMatch(/^disputed suspended /)
    await decide(sale, second, 'won')
    expect(await seen(sale)).toMatch(/^paid active 424 /)
  })

  it('[74] whose end no event has told is found by the sweep', async () => {
    const sale = await sold()
    const id = await dispute(sale)
    await askPayments('dispute-status', { dispute: id, status: 'won' })
    await PurchaseModel.updateOne({ _id: sale.id }, { $set: { checkAt: new Date(0) } })
    await runJob(settlePurchases)
    expect(await seen(sale)).toBe('paid active 424 424-0 499-499')
  })

  it('[74] that was won leaves what was sold refundable', async () => {
    const sale = await sold()
    const id = await dispute(sale)
    await decide(sale, id, 'won')
    const body = { reason: 'other' } as const
    const answer = await seller.api.refundPurchase({ params: { purchaseId: sale.id }, body })
    expect(answer.ok ? answer.data.purchase.status : answer.problem.code).toBe('refunded')
    expect(await seen(sale)).toBe('refunded ended 0 424-424 499-499')
  })
})
