import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextReceiptNumber } from '#domains/money/receipt-numbers.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { fetchInProcess } from '../setup/gateway/in-process.ts'
import { expectOk, newPartner, newUser, PASSWORD, problemOf, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { storeSale } from '../setup/selling/sales.ts'

const db = database()

beforeAll(async () => {
  // The first call sets the environment that the connection is made with.
  await fetchInProcess('http://in-process/health')
  await connectDatabase()
})
afterAll(disconnectDatabase)

/** Takes a number in a transaction, which then commits or does not. */
async function take(commits: boolean): Promise<number | null> {
  try {
    return await mongoose.connection.transaction(async session => {
      const number = await nextReceiptNumber(session)
      if (!commits) throw new Error('This sale does not come about')
      return Number(number.replace('R-', ''))
    })
  } catch (error) {
    if (commits) throw error
    return null
  }
}

describe('the numbers of receipts', () => {
  it('[85] have no gap and no repeat when 100 sales come at once and a third of them fails', async ({
    task,
  }) => {
    const before = await take(true)
    const taken = await Promise.all(Array.from({ length: 100 }, (_, n) => take(n % 3 !== 0)))
    const numbers = taken.filter(number => number !== null).sort((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, n) => Number(before) + 1 + n))
    task.meta.seen = `${numbers.length} numbers, from ${numbers[0]} to ${numbers.at(-1)}`
  })
})

describe('a receipt', () => {
  it('[85] says what was refunded', async () => {
    const [partner, user] = await Promise.all([newPartner(), newUser()])
    const at = new Date('2026-11-02T10:00:00.000Z')
    const purchaseId = await storeSale(db, partner, user, {
      status: 'refunded',
      refunds: [
        { id: 're_1', amount: 199, status: 'failed', at },
        { id: 're_2', amount: 499, status: 'succeeded', at },
      ],
    })
    const { receipt } = expectOk(await user.api.getReceipt({ params: { purchaseId } }))
    expect(receipt.refunds).toEqual([
      { amount: { amount: 499, currency: 'USD' }, status: 'succeeded', at: at.toISOString() },
    ])
    expect(receipt.total).toEqual({ amount: 499, currency: 'USD' })
  })

  it('[85] is still there with the names as at sale once reel and partner are deleted', async () => {
    const [partner, user] = await Promise.all([newPartner(), newUser()])
    const params = { purchaseId: await storeSale(db, partner, user) }
    const before = expectOk(await user.api.getReceipt({ params }))
    expect(expectOk(await partner.api.getReceipt({ params })).receipt.fee).toEqual({
      amount: 75,
      currency: 'USD',
    })
    expectOk(await partner.api.deleteMe({ body: { password: PASSWORD } }))
    const after = expectOk(await user.api.getReceipt({ params }))
    expect(after).toEqual(before)
    expect(after.receipt.seller).toEqual({ brandName: 'Dune Diaries' })
    expect(after.receipt.lines.map(({ description }) => description)).toEqual(['Morning waves'])
  })

  it('[85] is kept without the name and the email of a buyer who deletes the account', async () => {
    const [partner, user] = await Promise.all([newPartner(), newUser()])
    const params = { purchaseId: await storeSale(db, partner, user) }
    expectOk(await user.api.deleteMe({ body: { password: PASSWORD } }))
    expect(expectOk(await partner.api.getReceipt({ params })).receipt.buyer).toBeNull()
  })

  it('[64] is for its buyer and the partner of the reel, and does not exist for anybody else', async ({
    task,
  }) => {
    const [partner, user, otherUser, otherPartner] = await Promise.all([
      newPartner(),
      newUser(),
      newUser(),
      newPartner(),
    ])
    const params = { purchaseId: await storeSale(db, partner, user) }
    const unpaid = { purchaseId: await storeSale(db, partner, user, { soldAt: null, receiptNumber: null }) }
    const outcomes = await Promise.all([
      stranger().api.getReceipt({ params }).then(problemOf),
      otherUser.api.getReceipt({ params }).then(problemOf),
      otherPartner.api.getReceipt({ params }).then(problemOf),
      user.api.getReceipt({ params: unpaid }).then(problemOf),
      user.api.getReceipt({ params: { purchaseId: 'nothing' } }).then(problemOf),
      user.api.getReceipt({ params }).then(problemOf),
      partner.api.getReceipt({ params }).then(problemOf),
    ])
    expect(outcomes).toEqual([
      '401 NotAuthenticated',
      ...Array.from({ length: 4 }, () => '404 PurchaseNotFound'),
      '200, no problem',
      '200, no problem',
    ])
    task.meta.seen = outcomes.join(', ')
  })

  it('[82] does not tell the partner the email of the buyer, and neither does the list of sales', async () => {
    const [partner, user] = await Promise.all([newPartner(), newUser()])
    const params = { purchaseId: await storeSale(db, partner, user) }
    const told = [expectOk(await partner.api.getReceipt({ params })), expectOk(await partner.api.listSales())]
    expect(JSON.stringify(told)).not.toContain(user.email)
    expect(JSON.stringify(expectOk(await user.api.getReceipt({ params })))).toContain(user.email)
  })
})
