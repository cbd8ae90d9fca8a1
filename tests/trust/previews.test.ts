import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import type { Reel } from '#client'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { openContainer } from '../setup/faults/container.ts'
import { expectOk, newPartner, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import '../setup/reports/seen.ts'
import { cutPreviewsOf, tryPreviewsOf } from '../setup/selling/previews.ts'
import { publishReel } from '../setup/videos/videos.ts'

const PRICE = { amount: 499, currency: 'USD' }

// Each publishes, cuts and plays several videos.
vi.setConfig({ testTimeout: 60_000 })

const db = database()
beforeAll(() => openContainer({ MONGODB_URI: inject('mongodbUri') }))
afterAll(() => disconnectDatabase())

describe('a preview', () => {
  it('[67] is there once it is cut: until then there is the poster only', async ({ task }) => {
    const owner = await newPartner()
    const reel = await publishReel(owner, { price: PRICE })
    const { api } = stranger()
    const shown = async () => expectOk(await api.getReel({ params: { reelId: reel.id } })).reel.video
    const before = await shown()
    expect(before).toMatchObject({ access: 'none', url: null, streamUrl: null })
    expect((await fetch(before?.thumbnailUrl ?? '')).headers.get('content-type')).toBe('image/jpeg')
    await cutPreviewsOf([reel.id])
    const after = await shown()
    expect(after).toMatchObject({ access: 'preview', streamUrl: null })
    // It is public: nothing about it is secret.
    expect((await fetch((after?.url ?? '').replace(/\?.*/, ''))).status).toBe(200)
    expectOk(await owner.api.deleteReel({ params: { reelId: reel.id } }))
    expect((await fetch(after?.url ?? '')).status).toBe(404)
    task.meta.seen = 'none, then preview; gone with its reel'
  })

  it('[67] is not tried for ever if its file is damaged, and is one attempt later if the media service fails', async ({
    task,
  }) => {
    const owner = await newPartner()
    const [damaged, late] = [
      await publishReel(owner, { price: PRICE }),
      await publishReel(owner, { price: PRICE }),
    ]
    const reels = db.collection('reels')
    const of = (reel: Reel) => ({ _id: new mongoose.Types.ObjectId(reel.id) })
    const bytesOf = async (reel: Reel) => (await reels.findOne(of(reel)))?.['video']
    // As if it were cut.
    await reels.updateOne(of(damaged), { $set: { 'video.sizeBytes': 1_000 } })
    await reels.updateOne(of(late), { $set: { 'video.path': `${(await bytesOf(late)).path}-not-there` } })
    await cutPreviewsOf([damaged.id])
    await tryPreviewsOf([late.id])
    expect(await reels.findOne(of(damaged))).toMatchObject({ preview: null, previewDueAt: null })
    const postponed = await reels.findOne(of(late))
    expect(postponed).toMatchObject({ preview: null, previewAttempts: 1 })
    expect(postponed?.['previewDueAt'].getTime()).toBeGreaterThan(Date.now())
    const { sale } = expectOk(await stranger().api.getReel({ params: { reelId: damaged.id } })).reel
    expect(sale).not.toBeNull()
    await reels.updateOne(of(late), { $set: { previewDueAt: new Date(0), previewAttempts: 24 } })
    await cutPreviewsOf([late.id])
    expect(await reels.findOne(of(late))).toMatchObject({ preview: null, previewDueAt: null })
    task.meta.seen = 'damaged: none for good; unreachable: tried again, and given up after 24 attempts'
  })
})
