import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import type { Client, Reel } from '#client'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { openContainer } from '../setup/faults/container.ts'
import { expectOk, newPartner, newUser, type Person, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import '../setup/reports/seen.ts'
import { cutPreviewsOf } from '../setup/selling/previews.ts'
import { giveRight } from '../setup/selling/rights.ts'
import { FREE, postUpload, publishReel, readClip } from '../setup/videos/videos.ts'

const PRICE = { amount: 499, currency: 'USD' }

// Each publishes, cuts and plays several videos.
vi.setConfig({ testTimeout: 60_000 })

const db = database()
beforeAll(() => openContainer({ MONGODB_URI: inject('mongodbUri') }))
afterAll(() => disconnectDatabase())

/** Every web address in a text, followed: what the media server delivers for it. */
async function deliveredBy(text: string): Promise<{ url: string; status: number; bytes: Buffer }[]> {
  const urls = new Set(text.match(/https?:\/\/[^"\\\s]+/g)?.filter(url => url.startsWith(inject('mediaUrl'))))
  return Promise.all(
    [...urls].map(async url => {
      const response = await fetch(url)
      return { url, status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
    }),
  )
}

/** Everything that this person can ask about reels. */
async function everyAnswer(api: Client, reel: Reel): Promise<Record<string, unknown>> {
  const params = { reelId: reel.id }
  return {
    getReel: await api.getReel({ params }),
    playReel: await api.playReel({ params, body: {} }),
    listReels: await api.listReels({ query: { partner: reel.partner.id } }),
    getPartner: await api.getPartner({ params: { partnerId: reel.partner.id } }),
    likeReel: await api.likeReel({ params }),
    saveReel: await api.saveReel({ params }),
    listLikes: await api.listLikes(),
    listSaves: await api.listSaves(),
    listMyReels: await api.listMyReels(),
    listLibrary: await api.listLibrary(),
    updateReel: await api.updateReel({ params, body: { title: 'Mine' } }),
    publishReel: await api.publishReel({ params, body: { fileId: 'a'.repeat(24) } }),
  }
}

async function paidReel(owner: Person): Promise<Reel> {
  const reel = await publishReel(owner, { price: PRICE })
  await cutPreviewsOf([reel.id])
  return expectOk(await owner.api.getReel({ params: { reelId: reel.id } })).reel
}

describe('a reel with a price', () => {
  it('[65] is delivered in full to its partner and its buyers only, by no answer to anybody else', async ({
    task,
  }) => {
    const whole = await readClip('sunrise-run.mov')
    const owner = await newPartner()
    const reel = await paidReel(owner)
    const [buyer, refunded, disputed, other, partner] = await Promise.all([
      newUser(),
      newUser(),
      newUser(),
      newUser(),
      newPartner(),
    ])
    await giveRight(db, buyer.id, reel.id)
    await giveRight(db, refunded.id, reel.id, { state: 'ended' })
    await giveRight(db, disputed.id, reel.id, { state: 'suspended' })
    const full = reel.video?.url ?? ''
    expect(reel.video?.access).toBe('full')

    const counts: string[] = []
    for (const [name, { api }] of Object.entries({
      nobody: stranger(),
      refunded,
      disputed,
      other,
      partner,
    })) {
      const answers = JSON.stringify(await everyAnswer(api, reel))
      expect(answers, name).toContain('"access":"preview"')
      expect(answers, name).not.toContain('"access":"full"')
      expect(answers, name).not.toContain(new URL(full).pathname)
      const delivered = await deliveredBy(answers)
      expect(delivered.length, name).toBeGreaterThanOrEqual(2)
      for (const { url, status, bytes } of delivered) {
        expect(status, url).toBe(200)
        expect(bytes.length, `${name}: ${url}`).toBeLessThan(whole.length / 2)
      }
      counts.push(`${name}: ${delivered.length} addresses`)
    }
    for (const { api } of [buyer, owner]) {
      const { video } = expectOk(await api.getReel({ params: { reelId: reel.id } })).reel
      expect(video?.access).toBe('full')
      expect(Buffer.from(await (await fetch(video?.url ?? '')).arrayBuffer()).equals(whole)).toBe(true)
      expect((await fetch(video?.streamUrl ?? '')).status).toBeLessThan(300)
    }
    const { items } = expectOk(await buyer.api.listLibrary())
    expect(items.map(({ id, video, sale }) => [id, video?.access, sale?.owned])).toEqual([
      [reel.id, 'full', true],
    ])
    task.meta.seen = `${counts.join(', ')}: previews and posters only`
  })

  it('[65] is played by nobody any more once the account of its buyer is deleted', async ({ task }) => {
    const reel = await paidReel(await newPartner())
    const buyer = await newUser()
    await giveRight(db, buyer.id, reel.id)
    const before = expectOk(await buyer.api.playReel({ params: { reelId: reel.id }, body: {} }))
    expect(before.video.access).toBe('full')
    expectOk(await buyer.api.deleteMe({ body: { password: buyer.password } }))
    const after = await buyer.api.playReel({ params: { reelId: reel.id }, body: {} })
    expect(after.ok && after.data.video.access).not.toBe('full')
    const right = await db
      .collection<{ _id: string; state: string }>('entitlements')
      .findOne({ _id: `${buyer.id}:${reel.id}` })
    expect(right).toMatchObject({ state: 'ended' })
    task.meta.seen = `its right is "${right?.state}"`
  })

  it('[66] is not delivered to an address that anybody changed or guessed', async ({ task }) => {
    const owner = await newPartner()
    const reel = await paidReel(owner)
    const { url, streamUrl, thumbnailUrl } = reel.video ?? {}
    const preview = expectOk(await stranger().api.getReel({ params: { reelId: reel.id } })).reel.video
    const file = (url ?? '').replace(/\?.*/, '')
    const [own, stream, poster] = [url ?? '', streamUrl ?? '', thumbnailUrl ?? ''].map(each => new URL(each))
    const signatureOf = (each: URL | undefined) =>
      `ik-t=${each?.searchParams.get('ik-t')}&ik-s=${each?.searchParams.get('ik-s')}`
    const guessed = [
      file,
      `${file}?tr=orig-true`,
      `${file}?tr=du-1`,
      `${file}/ik-thumbnail.jpg`,
      `${file}/ik-master.m3u8?tr=sr-360`,
      `${file}/ik-video.mp4`,
      `${file}?${signatureOf(own)}`,
      `${file}?tr=orig-true&${signatureOf(poster)}`,
      `${file}?tr=orig-true&${signatureOf(stream)}`,
      `${file}/ik-master.m3u8?tr=sr-360_480_720_1080&${signatureOf(own)}`,
      (url ?? '').replace('tr=orig-true&', ''),
      (url ?? '').replace('orig-true', 'du-1'),
      (url ?? '').replace('?', '?tr=w-100&'),
      (url ?? '').replace(/ik-t=\d+/, 'ik-t=9999999999'),
      (url ?? '').replace(/ik-t=\d+&/, ''),
      (thumbnailUrl ?? '').replace('/ik-thumbnail.jpg', ''),
      (thumbnailUrl ?? '').replace('ik-thumbnail.jpg?', 'ik-thumbnail.jpg?tr=so-2&'),
      file.replace(/[0-9a-f]{12}(?=\/[^/]+$)/, new URL(preview?.url ?? '').pathname.split('/').at(-2) ?? ''),
    ]
    for (const address of guessed) {
      const { status } = await fetch(address)
      expect([401, 404], address).toContain(status)
    }
    // What the manifest names carries signatures of its own, each for one address.
    await expect.poll(async () => (await fetch(streamUrl ?? '')).status, { timeout: 15_000 }).toBe(200)
    const manifest = await (await fetch(streamUrl ?? '')).text()
    const variant = new URL(/^[^#\s].*$/m.exec(manifest)?.[0] ?? '', streamUrl ?? '')
    expect((await fetch(variant)).status).toBe(200)
    for (const swapped of [
      `${variant.href.replace(/\?.*/, '')}`,
      `${variant.href.replace(/\?.*/, '')}?${signatureOf(stream)}`,
    ]) {
      expect((await fetch(swapped)).status, swapped).toBe(401)
    }
    task.meta.seen = `${guessed.length + 2} addresses: 401 or 404`
  })

  it('[66] is stored privately, and a public file is never published', async ({ task }) => {
    const owner = await newPartner()
    const paid = await publishReel(owner, { price: PRICE })
    const free = await publishReel(owner, { price: FREE })
    for (const { video } of [paid, free]) {
      expect((await fetch((video?.url ?? '').replace(/\?.*/, ''))).status).toBe(401)
    }
    const clip = await readClip('sunrise-run.mov')
    const file = { name: 'a.mov', sizeBytes: clip.length, mimeType: 'video/quicktime' }
    const direct = expectOk(await owner.api.createUpload({ body: { title: 'Direct', price: PRICE, file } }))
    const posted = await postUpload(direct.upload, clip, file.mimeType)
    const { fileId: directId }: { fileId: string } = JSON.parse(await posted.text())
    const { video } = expectOk(
      await owner.api.publishReel({ params: { reelId: direct.reel.id }, body: { fileId: directId } }),
    ).reel
    expect((await fetch((video?.url ?? '').replace(/\?.*/, ''))).status).toBe(401)
    const { reel, upload } = expectOk(
      await owner.api.createUpload({ body: { title: 'Public', price: PRICE, file } }),
    )
    // The server of somebody who has the key of the account could store it so.
    const form = new FormData()
    const { folder = '', fileName = '' } = upload.fields
    for (const [name, value] of Object.entries({ folder, fileName, useUniqueFileName: 'false' }))
      form.set(name, value)
    form.set('file', new File([clip], 'a.mov'))
    const key = Buffer.from(`${inject('settings')['IMAGEKIT_PRIVATE_KEY']}:`).toString('base64')
    const stored = await fetch(`${inject('mediaUrl')}/api/v1/files/upload`, {
      method: 'POST',
      headers: { authorization: `Basic ${key}` },
      body: form,
    })
    const { fileId }: { fileId: string } = JSON.parse(await stored.text())
    const published = await owner.api.publishReel({ params: { reelId: reel.id }, body: { fileId } })
    expect(published.status).toBe(422)
    task.meta.seen = 'bare addresses: 401; a public file: 422 UploadRejected'
  })
})

describe('the addresses of a video', () => {
  it('[68] end with its signature: the file, its stream, and what the stream names', async ({ task }) => {
    const reel = await paidReel(await newPartner())
    const { urlEndpoint, privateKey } = {
      urlEndpoint: `${inject('mediaUrl')}/local`,
      privateKey: inject('settings')['IMAGEKIT_PRIVATE_KEY'] ?? '',
    }
    const { fileUrl, posterUrl, streamUrl } = await import('#domains/media/video-urls.ts')
    const path = new URL(reel.video?.url ?? '').pathname.replace(/^\/local/, '')
    const past = Math.floor(Date.now() / 1_000) - 1
    for (const make of [fileUrl, streamUrl, posterUrl]) {
      expect((await fetch(make({ urlEndpoint, privateKey }, path, past))).status).toBe(401)
      expect((await fetch(make({ urlEndpoint, privateKey }, path, past + 600))).status).toBeLessThan(300)
    }
    const left = Date.parse(reel.video?.expiresAt ?? '') - Date.now()
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(60 * 60 * 1_000)
    task.meta.seen = `after their end: 401; this one holds for ${Math.round(left / 60_000)} min`
  })

  it('[68] are for the preview with the next renewal after a refund, and say when they end', async ({
    task,
  }) => {
    const reel = await paidReel(await newPartner())
    const buyer = await newUser()
    await giveRight(db, buyer.id, reel.id)
    const play = async () =>
      expectOk(await buyer.api.playReel({ params: { reelId: reel.id }, body: { watchedSeconds: 2 } })).video
    const full = await play()
    expect(full.access).toBe('full')
    await giveRight(db, buyer.id, reel.id, { state: 'ended' })
    expect((await play()).access).toBe('preview')
    expect(expectOk(await buyer.api.listLibrary()).items).toEqual([])
    task.meta.seen = 'full, then preview'
  })

  it('[70] follow the price: from a change on they play what it allows, and buyers keep what they bought', async ({
    task,
  }) => {
    const owner = await newPartner()
    const reel = await publishReel(owner, { price: FREE })
    const [buyer, visitor] = [await newUser(), stranger()]
    const params = { reelId: reel.id }
    const seenBy = async ({ api }: Pick<Person, 'api'>) => {
      const { video, sale } = expectOk(await api.getReel({ params })).reel
      return `${video?.access} ${sale === null ? 'free' : 'paid'}`
    }
    const seen: string[] = []
    expect(await seenBy(visitor)).toBe('full free')
    const free = expectOk(await visitor.api.getReel({ params })).reel.video
    expect(Date.parse(free?.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(48 * 60 * 60 * 1_000)
    await giveRight(db, buyer.id, reel.id)
    for (const price of [PRICE, FREE, PRICE]) {
      expectOk(await owner.api.updateReel({ params, body: { price } }))
      await cutPreviewsOf([reel.id])
      const expected = price === FREE ? ['full free', 'full free'] : ['preview paid', 'full paid']
      seen.push(await seenBy(visitor), await seenBy(buyer))
      expect(seen.slice(-2)).toEqual(expected)
    }
    task.meta.seen = seen.join(', ')
  })

  it('[70] of a free reel are the same for everybody', async ({ task }) => {
    const reel = await publishReel(await newPartner(), { price: FREE })
    const urls = await Promise.all(
      [stranger(), await newUser(), await newPartner()].map(
        async ({ api }) => expectOk(await api.getReel({ params: { reelId: reel.id } })).reel.video?.url,
      ),
    )
    expect(new Set(urls)).toEqual(new Set([reel.video?.url]))
    task.meta.seen = 'one address for four people'
  })
})
