import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { PayoutAccountModel } from '#domains/payouts/model.ts'
import { activeAccountOf, activeAmong } from '#domains/payouts/payable.ts'
import { recountPartners } from '#domains/upkeep/recount.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { fetchInProcess } from '../setup/gateway/in-process.ts'
import { newPartner } from '../setup/people/people.ts'

beforeAll(async () => {
  await fetchInProcess('http://in-process/health')
  await connectDatabase()
})
afterAll(disconnectDatabase)

it('pays only partners whose account is active', async () => {
  const now = new Date()
  const statuses = ['incomplete', 'pending', 'active', 'restricted', 'rejected', 'closed'] as const
  const accounts = statuses.map(status => ({
    _id: new mongoose.Types.ObjectId(),
    acct: `acct_${status}`,
    country: 'US',
    entityType: 'individual' as const,
    status,
    checkedAt: now,
    createdAt: now,
  }))
  await PayoutAccountModel.create(accounts)
  const ids = accounts.map(({ _id }) => String(_id))
  const [active] = ids.filter((_, n) => statuses[n] === 'active')
  const asked = [...accounts.map(({ _id }) => _id), new mongoose.Types.ObjectId()]
  expect([...(await activeAmong(asked))]).toEqual([active])
  expect(await activeAmong([])).toEqual(new Set())
  expect(await Promise.all(ids.map(activeAccountOf))).toEqual(
    statuses.map(status => (status === 'active' ? 'acct_active' : null)),
  )
})

it('sells for the partners that are paid, again after a recount if that was lost', async () => {
  const [paid, unpaid] = await Promise.all([newPartner(), newPartner()])
  const now = new Date()
  await PayoutAccountModel.create({
    _id: paid.id,
    acct: `acct_${paid.id}`,
    country: 'US',
    entityType: 'company',
    status: 'active',
    checkedAt: now,
    createdAt: now,
  })
  await PartnerModel.updateOne({ _id: unpaid.id }, { $set: { payable: true } })
  const payable = async () =>
    Promise.all(
      [paid, unpaid].map(async ({ id }) => (await PartnerModel.findById(id, { payable: 1 }).lean())?.payable),
    )
  expect(await payable()).toEqual([false, true])
  await recountPartners(Date.now() + 60_000)
  expect(await payable()).toEqual([true, false])
})
