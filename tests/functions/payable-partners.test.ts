import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PayoutAccountModel } from '#domains/payouts/model.ts'
import { activeAccountOf } from '#domains/payouts/payable.ts'
import { canBePaid } from '#domains/payouts/sellers.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { fetchInProcess } from '../setup/gateway/in-process.ts'

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
  expect([...(await canBePaid([...ids, ...ids, String(new mongoose.Types.ObjectId())]))]).toEqual([active])
  expect(await canBePaid([])).toEqual(new Set())
  expect(await Promise.all(ids.map(activeAccountOf))).toEqual(
    statuses.map(status => (status === 'active' ? 'acct_active' : null)),
  )
})
