import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { EARNED } from '#domains/ledger/earnings.ts'
import { SaleDayModel } from '#domains/ledger/model.ts'
import { recount } from '#functions/jobs/recount.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newGuest, openContainer } from '../setup/faults/container.ts'
import { expectOk } from '../setup/people/people.ts'
import { askPayments, sendEvents } from '../setup/platform/payments-server.ts'
import { chargeOf } from '../setup/selling/books.ts'
import { newSeller, newSoldReel, PRICE, pay, type Seller } from '../setup/selling/selling.ts'

const YEN = { amount: 1_000, currency: 'JPY' }

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
  for (const price of [PRICE, YEN, PRICE]) await sell(price)
  const disputed = await sell(PRICE)
  await askPayments('disputes', { charge: disputed.charge })
  await sendEvents(disputed.charge)
  const refunded = await sell(YEN)
  const body = { reason: 'other' } as const
  expectOk(await refunded.buyer.api.refundPurchase({ params: { purchaseId: refunded.id }, body }))
}, 60_000)

async function sell(price: typeof PRICE) {
  const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id, price)])
  const sale = { buyer, ...(await pay(buyer, reelId, { price })) }
  await sendEvents(sale.id)
  return { ...sale, charge: await chargeOf(sale.session) }
}

function days() {
  return SaleDayModel.find({ partner: new mongoose.Types.ObjectId(seller.id) })
    .sort({ _id: 1 })
    .lean()
}

describe('the days of sale', () => {
  it('[80] add up sales, refunds and disputes, for each currency', async () => {
    const sums: Record<string, Record<string, number>> = {}
    for (const day of await days()) {
      const sum = sums[day.currency] ?? {}
      sums[day.currency] = Object.fromEntries(EARNED.map(name => [name, (sum[name] ?? 0) + day[name]]))
    }
    expect(sums).toEqual({
      USD: { sales: 3, gross: 1_497, refunded: 0, disputed: 499, fees: 150, net: 848 },
      JPY: { sales: 2, gross: 2_000, refunded: 1_000, disputed: 0, fees: 150, net: 850 },
    })
  })

  it.each([
    ['with other numbers', (_id: string) => SaleDayModel.updateOne({ _id }, { $set: { sales: 7, net: -1 } })],
    [
      'with a number that is missing',
      (_id: string) => SaleDayModel.updateOne({ _id }, { $unset: { gross: 1 } }),
    ],
    ['that is gone', (_id: string) => SaleDayModel.deleteOne({ _id })],
    [
      'that nothing was sold on',
      async (_id: string) => {
        const day = await SaleDayModel.findById(_id).lean()
        await SaleDayModel.create([
          { ...day, _id: _id.replace(/\d{4}-\d\d-\d\d/, '2020-02-02'), day: '2020-02-02' },
        ])
      },
    ],
    [
      'in a currency that was not sold in',
      async (_id: string) => {
        const day = await SaleDayModel.findById(_id).lean()
        await SaleDayModel.create([{ ...day, _id: _id.replace(/\w{3}$/, 'EUR'), currency: 'EUR' }])
      },
    ],
  ])('[80] have one %s: the recount makes them what the ledger says', async (_, damage) => {
    const before = await days()
    for (const { _id } of before) {
      await damage(_id)
      expect(await days()).not.toEqual(before)
      await runJob(recount)
      expect(await days()).toEqual(before)
    }
  })
})
