import { beforeAll, describe, expect, it } from 'vitest'
import { newGuest, openContainer } from '../../setup/faults/container.ts'
import { askPayments } from '../../setup/platform/payments-server.ts'
import { chance } from '../../setup/reports/seed.ts'
import { chargeOf, endOf } from '../../setup/selling/books.ts'
import { newSeller, newSoldReel, pay, type Seller } from '../../setup/selling/selling.ts'
import { deliver, eventsAbout } from '../../setup/selling/stripe-events.ts'

const ORDERS = 200

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
})

describe('the events of a purchase with a refund and a dispute that is lost', () => {
  it(`[58] end the same in ${ORDERS} random orders, some of them twice or more`, async ({ task }) => {
    const chances = chance('event orders')
    const ends: unknown[] = []
    let delivered = 0
    for (let order = 0; order < ORDERS; order += 1) {
      const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
      const sale = { buyer, reelId, ...(await pay(buyer, reelId)) }
      const charge = await chargeOf(sale.session)
      const deliverSome = async () => {
        const events = await eventsAbout(sale.id, charge)
        const shuffled = [...events, chances.one(events)]
          .map(event => ({ event, at: chances.next() }))
          .sort((a, b) => a.at - b.at)
        for (const { event } of shuffled) expect((await deliver(event)).statusCode).toBe(204)
        delivered += shuffled.length
      }
      await askPayments('dashboard-refund', { charge, amount: 100 })
      const { id: dispute } = await askPayments<{ id: string }>('disputes', { charge, amount: 399 })
      // In half of them, nothing has arrived before everything has happened.
      if (chances.below(2) === 0) await deliverSome()
      await askPayments('dispute-status', { dispute, status: 'lost' })
      await deliverSome()
      ends.push(await endOf(sale))
    }
    const [first] = ends
    expect(first).toMatchObject({ status: 'lost', right: 'ended', refundedAmount: 100 })
    for (const end of ends) expect(end).toEqual(first)
    task.meta.seen = `${delivered} events in ${ORDERS} orders ended in the same status, right and ledger`
  }, 600_000)
})
