import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest'
import { deleteMedia } from '#functions/jobs/delete-media.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { openContainer } from '../setup/faults/container.ts'
import { expectOk, newPartner, newUser, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { giveRight } from '../setup/selling/rights.ts'
import { publishReel } from '../setup/videos/videos.ts'

vi.setConfig({ testTimeout: 60_000 })

const db = database()
beforeAll(() => openContainer({ MONGODB_URI: inject('mongodbUri') }))
afterAll(() => disconnectDatabase())

async function soldReel() {
  const owner = await newPartner()
  const reel = await publishReel(owner, { title: 'Sold', price: { amount: 499, currency: 'USD' } })
  const buyer = await newUser()
  await giveRight(db, buyer.id, reel.id)
  return { owner, buyer, reel, params: { reelId: reel.id } }
}

async function expectKept({ api }: Person, reelId: string, brandName: string): Promise<void> {
  const { items } = expectOk(await api.listLibrary())
  expect(items.map(({ id, status, sale }) => ({ id, status, sale }))).toEqual([
    { id: reelId, status: 'ready', sale: { forSale: false, owned: true } },
  ])
  expect(items[0]?.partner.brandName).toBe(brandName)
  const { video } = expectOk(await api.playReel({ params: { reelId }, body: {} }))
  expect((await fetch(video.url ?? '')).status).toBe(200)
}

it('stays with its buyers when it is deleted, is gone for everybody else, and its file goes with the last right', async () => {
  const { owner, buyer, reel, params } = await soldReel()
  expectOk(await owner.api.deleteReel({ params }))
  expectOk(await owner.api.deleteReel({ params }))
  for (const { api } of [stranger(), await newUser(), owner, await newPartner()]) {
    expect(problemOf(await api.getReel({ params }))).toBe('404 ReelNotFound')
    expect(problemOf(await api.playReel({ params, body: {} }))).toBe('404 ReelNotFound')
  }
  expect(expectOk(await owner.api.listMyReels()).items).toEqual([])
  expect(problemOf(await owner.api.updateReel({ params, body: { title: 'Back' } }))).toBe('404 ReelNotFound')
  expect(problemOf(await buyer.api.likeReel({ params }))).toBe('404 ReelNotFound')
  await expectKept(buyer, reel.id, reel.partner.brandName)

  const { video } = expectOk(await buyer.api.playReel({ params, body: {} }))
  await runJob(deleteMedia)
  expect((await fetch(video.url ?? '')).status).toBe(200)
  await giveRight(db, buyer.id, reel.id, { state: 'ended' })
  await runJob(deleteMedia)
  // Another run of the job may be deleting it.
  await expect.poll(async () => (await fetch(video.url ?? '')).status).toBe(404)
  expect(problemOf(await buyer.api.getReel({ params }))).toBe('404 ReelNotFound')
})

it('stays with its buyers when the account of its partner is deleted, under the name of its brand', async () => {
  const { owner, buyer, reel } = await soldReel()
  const unsold = await publishReel(owner)
  expectOk(await owner.api.deleteMe({ body: { password: owner.password } }))
  expect((await fetch(unsold.video?.url ?? '')).status).toBe(404)
  await expectKept(buyer, reel.id, reel.partner.brandName)
})
