import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Operations } from '#client'
import { expectOk, newPartner, newUser, type Person, problemOf } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { storeSale, storeSaleDay } from '../setup/selling/sales.ts'

const { ObjectId } = mongoose.mongo
const db = database()
const at = (day: string) => new Date(`2026-11-${day}T23:59:59.999Z`)

describe('the sales of a partner', () => {
  let partner: Person
  let user: Person
  const reel = String(new ObjectId())
  const ids: string[] = []
  beforeAll(async () => {
    ;[partner, user] = await Promise.all([newPartner(), newUser()])
    const other = await newPartner()
    for (const day of ['01', '02', '03', '04']) {
      ids.unshift(await storeSale(db, partner, user, { soldAt: at(day), reel }))
    }
    ids.unshift(await storeSale(db, partner, user, { soldAt: at('05'), status: 'refunded' }))
    await storeSale(db, partner, user, { soldAt: null, status: 'expired' })
    await storeSale(db, other, user)
  })

  it('are listed latest first, with fee and rest, without what was never paid and without those of others', async () => {
    const { items, nextCursor } = expectOk(await partner.api.listSales())
    expect(items.map(({ purchaseId }) => purchaseId)).toEqual(ids)
    expect(nextCursor).toBeNull()
    const { username } = await usernameOf(user)
    expect(items[1]).toEqual({
      purchaseId: ids[1],
      reel: { id: reel, title: 'Morning waves' },
      buyer: { username },
      gross: { amount: 499, currency: 'USD' },
      fee: { amount: 75, currency: 'USD' },
      net: { amount: 424, currency: 'USD' },
      status: 'paid',
      soldAt: at('04').toISOString(),
    })
  })

  it('come page by page, by reel, by status and by days, the last of which is included', async () => {
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const query = { limit: 2, from: '2026-11-02', ...(cursor !== undefined && { cursor }) }
      const page = expectOk(await partner.api.listSales({ query }))
      seen.push(...page.items.map(({ purchaseId }) => purchaseId))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen).toEqual(ids.slice(0, 4))
    const idsOf = async (query: NonNullable<Operations['listSales']['input']['query']>) =>
      expectOk(await partner.api.listSales({ query })).items.map(({ purchaseId }) => purchaseId)
    expect(await idsOf({ reel })).toEqual(ids.slice(1))
    expect(await idsOf({ status: 'refunded' })).toEqual([ids[0]])
    expect(await idsOf({ status: 'lost' })).toEqual([])
    expect(await idsOf({ to: '2026-11-02' })).toEqual(ids.slice(3))
    expect(await idsOf({ from: '2026-11-03', to: '2026-11-03', reel })).toEqual([ids[2]])
  })

  it('have no buyer if the account was deleted', async () => {
    const gone = { id: String(new ObjectId()) }
    const seller = await newPartner()
    await storeSale(db, seller, gone)
    const { items } = expectOk(await seller.api.listSales())
    expect(items.map(({ buyer }) => buyer)).toEqual([null])
  })
})

describe('the statistics of sales', () => {
  it('are summed by day or by reel, each currency by itself', async () => {
    const [partner, other] = await Promise.all([newPartner(), newPartner()])
    const [waves, dunes] = [String(new ObjectId()), String(new ObjectId())]
    for (const [reel, day, currency, gross] of [
      [waves, '2026-11-01', 'USD', 100],
      [dunes, '2026-11-01', 'USD', 200],
      [dunes, '2026-11-01', 'JPY', 300],
      [waves, '2026-11-03', 'USD', 400],
      [waves, '2026-11-04', 'USD', 800],
    ] as const) {
      await storeSaleDay(db, partner, { reel, day, currency, gross })
    }
    await storeSaleDay(db, other, { reel: waves, day: '2026-11-01', gross: 9_000 })
    const days = { from: '2026-11-01', to: '2026-11-03' }
    const byDay = expectOk(await partner.api.getSaleStatistics({ query: { ...days, by: 'day' } })).items
    expect(byDay.map(({ key, currency, sales, gross, net }) => [key, currency, sales, gross, net])).toEqual([
      ['2026-11-01', 'JPY', 1, 300, 284],
      ['2026-11-01', 'USD', 2, 300, 268],
      ['2026-11-03', 'USD', 1, 400, 384],
    ])
    expect(byDay[1]).toMatchObject({ refunded: 20, disputed: 2, fees: 10 })
    const byReel = expectOk(await partner.api.getSaleStatistics({ query: { ...days, by: 'reel' } })).items
    expect(byReel.find(({ key, currency }) => key === waves && currency === 'USD')).toMatchObject({
      sales: 2,
      gross: 500,
    })
  })

  it('take 366 days, and no more', async () => {
    const { api } = await newPartner()
    const ask = async (from: string, to: string) =>
      problemOf(await api.getSaleStatistics({ query: { from, to, by: 'day' } }))
    expect(await ask('2024-01-01', '2024-12-31')).toBe('200, no problem')
    expect(await ask('2024-01-01', '2025-01-01')).toBe('422 ValidationFailed')
    expect(await ask('2026-11-02', '2026-11-01')).toBe('422 ValidationFailed')
    expect(await ask('2026-02-30', '2026-03-01')).toBe('422 ValidationFailed')
  })
})

async function usernameOf(user: Person) {
  const { account } = expectOk(await user.api.getMe())
  if (account.role !== 'user') throw new Error('not a user')
  return account
}
