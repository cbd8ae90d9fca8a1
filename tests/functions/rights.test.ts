import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import {
  claimRight,
  endRight,
  endRightsOfUser,
  grantRight,
  type RightOf,
  releaseClaim,
  suspendRight,
} from '#domains/entitlements/changing.ts'
import { mayDeleteFiles, reelsWithEndedRights } from '#domains/entitlements/holders.ts'
import { EntitlementModel } from '#domains/entitlements/model.ts'
import { entitlementId } from '#domains/entitlements/rights.ts'
import { noteWatched } from '#domains/entitlements/watching.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { openContainer } from '../setup/faults/container.ts'

const PAID_AT = new Date('2026-11-22T18:00:00.000Z')

beforeAll(async () => {
  await openContainer({ MONGODB_URI: inject('mongodbUri') })
  await connectDatabase()
})
afterAll(() => disconnectDatabase())

const newId = () => String(new mongoose.Types.ObjectId())
const newRight = (): RightOf => ({ user: newId(), reel: newId(), purchase: newId() })
const another = (right: RightOf): RightOf => ({ ...right, purchase: newId() })
const stored = ({ user, reel }: RightOf) => EntitlementModel.findById(entitlementId(user, reel)).lean()
const reelOf = ({ reel }: RightOf) => ({ _id: new mongoose.Types.ObjectId(reel) })

it('gives the claim to one of 20 purchases at once, and names it to the others', async () => {
  const right = newRight()
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimRight(another(right))))
  const [mine] = claims.filter(({ isMine }) => isMine)
  expect(claims.filter(({ isMine }) => isMine)).toHaveLength(1)
  expect(claims.map(({ livePurchase }) => livePurchase)).toEqual(claims.map(() => mine?.livePurchase))
})

it('lets another purchase begin only after the claim was released by the one that had it', async () => {
  const [first, second] = [newRight(), newRight()].map((right, _, [one]) => ({
    ...right,
    ...one,
    purchase: newId(),
  }))
  if (!first || !second) throw new Error('There are two')
  expect(await claimRight(first)).toMatchObject({ isMine: true })
  expect(await claimRight(first), 'again').toMatchObject({ isMine: true })
  expect(await releaseClaim(second), 'not its own').toBe(false)
  expect(await claimRight(second)).toMatchObject({ isMine: false, livePurchase: first.purchase })
  expect(await releaseClaim(first)).toBe(true)
  expect(await claimRight(second)).toMatchObject({ isMine: true })
})

it('keeps one right: a second payment is refused, and a late one takes the claim of another purchase', async () => {
  const late = newRight()
  const open = another(late)
  await claimRight(open)
  expect(await grantRight(late, PAID_AT)).toEqual({ granted: true, displaced: open.purchase })
  expect(await grantRight(open, PAID_AT)).toEqual({ granted: false, why: 'owned', by: late.purchase })
  expect(await grantRight(late, PAID_AT), 'again').toEqual({ granted: true, displaced: null })
  expect(await stored(late)).toMatchObject({ state: 'active', grantedAt: PAID_AT })
})

it('is suspended, given back and ended only by the purchase that gave it, and can be bought again then', async () => {
  const right = newRight()
  await grantRight(right, PAID_AT)
  expect(await suspendRight(another(right), 'disputed')).toBe(false)
  expect(await suspendRight(right, 'disputed')).toBe(true)
  expect(await stored(right)).toMatchObject({ state: 'suspended', reason: 'disputed' })
  expect(await grantRight(right, PAID_AT)).toMatchObject({ granted: true })
  expect(await stored(right)).toMatchObject({ state: 'active', reason: null })
  expect(await endRight(right, 'refunded', new Date())).toBe(true)
  expect(await endRight(right, 'refunded', new Date()), 'again').toBe(false)
  const next = another(right)
  expect(await claimRight(next)).toMatchObject({ isMine: true })
  expect(await releaseClaim(next)).toBe(true)
  expect(await stored(right)).toMatchObject({ state: 'ended', livePurchase: null })
})

it('grants nothing once the account is deleted', async () => {
  const right = newRight()
  await claimRight(right)
  expect(await endRightsOfUser(right.user, new Date(), 50)).toBe(true)
  expect(await endRightsOfUser(right.user, new Date(), 50)).toBe(false)
  expect(await grantRight(right, PAID_AT)).toEqual({ granted: false, why: 'accountDeleted' })
  expect(await claimRight(right)).toMatchObject({ isMine: false })
})

it('holds the files of a reel while somebody buys, has or may get back the right to it', async () => {
  const right = newRight()
  const before = new Date()
  expect(await mayDeleteFiles(reelOf(right))).toBe(true)
  await claimRight(right)
  expect(await mayDeleteFiles(reelOf(right)), 'claimed').toBe(false)
  await grantRight(right, PAID_AT)
  expect(await mayDeleteFiles(reelOf(right)), 'active').toBe(false)
  await suspendRight(right, 'disputed')
  expect(await mayDeleteFiles(reelOf(right)), 'suspended').toBe(false)
  await endRight(right, 'lost', new Date())
  expect(await mayDeleteFiles(reelOf(right)), 'ended').toBe(true)
  expect((await reelsWithEndedRights(before)).map(String)).toContain(right.reel)
})

it('remembers the most that was watched', async () => {
  const right = newRight()
  await grantRight(right, PAID_AT)
  for (const seconds of [12, 30, 7]) await noteWatched(right.user, right.reel, seconds, new Date())
  expect((await stored(right))?.watched.seconds).toBe(30)
})

it('changes inside a transaction, and not at all if that is aborted', async () => {
  const right = newRight()
  const session = await mongoose.startSession()
  session.startTransaction()
  expect(await grantRight(right, PAID_AT, session)).toMatchObject({ granted: true })
  await session.abortTransaction()
  await session.endSession()
  expect(await stored(right)).toBeNull()
})
