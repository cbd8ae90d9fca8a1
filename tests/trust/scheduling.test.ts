import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Client } from '#client'
import { createReadyReel } from '#domains/reels/publishing.ts'
import { countPublished } from '#domains/reels/scheduling.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { contract, operationOf } from '../setup/contract/contract.ts'
import { type Guest, newGuest, openContainer, ownDatabase, passerBy } from '../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../setup/faults/faulty-network.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import { FREE, readClip } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const { ObjectId } = mongoose.Types

// No job runs in this container.
let own: Awaited<ReturnType<typeof ownDatabase>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ MONGODB_URI: network.uri })
}, MINUTE)
afterEach(() => {
  vi.useRealTimers()
  network.onMessage = () => undefined
})
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await own.close()
})

const stored = (reelId: string) => own.db.collection('reels').findOne({ _id: new ObjectId(reelId) })
const atTime = (time: number) => vi.useFakeTimers({ toFake: ['Date'] }).setSystemTime(time)

/** A reel of this partner that becomes public at a time, which may be nearer than the API takes it. */
async function planned({ id }: Guest, publishAt: Date): Promise<string> {
  const reelId = new ObjectId().toHexString()
  const path = `/reels/${id}/${reelId}/${'0'.repeat(12)}/video.mp4`
  const video = { fileId: reelId, path, durationSeconds: 4, width: 360, height: 640, sizeBytes: 1_000 }
  await createReadyReel(
    reelId,
    id,
    { title: 'Sunken harbour', tags: ['wreck'], price: FREE, publishAt },
    video,
  )
  return reelId
}

interface Asking {
  user: Client
  nobody: Client
  partnerId: string
  reelId: string
}

/** Whether somebody else than its partner is shown the reel, or can do something with it. */
type Ask = (asking: Asking) => Promise<boolean>

const listed =
  (list: (asking: Asking) => Promise<{ ok: boolean; data?: { items: { id: string }[] } }>): Ask =>
  async asking => {
    const result = await list(asking)
    expect(result.ok).toBe(true)
    return result.data?.items.some(({ id }) => id === asking.reelId) ?? false
  }
const found =
  (call: (asking: Asking, params: { reelId: string }) => Promise<{ ok: boolean; status: number }>): Ask =>
  async asking => {
    const { status } = await call(asking, { reelId: asking.reelId })
    return status !== 404
  }

const PRICE = { amount: 499, currency: 'USD' }
const ORDER = { price: PRICE, returnUrl: 'http://localhost:4000/purchases', termsVersion: '0' }

/** Every operation that shows reels to others, or that others use on a reel. */
const ASKED: Record<string, Ask[]> = {
  listReels: [
    listed(({ nobody }) => nobody.listReels()),
    listed(({ nobody, partnerId }) => nobody.listReels({ query: { partner: partnerId } })),
    listed(({ user }) => user.listReels({ query: { tag: 'wreck', price: 'free' } })),
  ],
  listFollowing: [
    listed(({ user }) => user.listFollowing()),
    listed(({ user }) => user.listFollowing({ query: { tag: 'wreck', price: 'free' } })),
  ],
  listTrending: [
    listed(({ nobody }) => nobody.listTrending()),
    listed(({ nobody }) => nobody.listTrending({ query: { tag: 'wreck' } })),
  ],
  listLikes: [listed(({ user }) => user.listLikes())],
  listSaves: [listed(({ user }) => user.listSaves())],
  getReel: [
    found(({ nobody }, params) => nobody.getReel({ params })),
    found(({ user }, params) => user.getReel({ params })),
  ],
  searchReels: [
    listed(({ nobody, partnerId }) => nobody.searchReels({ query: { q: 'wreck', partner: partnerId } })),
    listed(({ user, partnerId }) => user.searchReels({ query: { q: '#wreck', partner: partnerId } })),
  ],
  playReel: [found(({ nobody }, params) => nobody.playReel({ params, body: {} }))],
  likeReel: [found(({ user }, params) => user.likeReel({ params }))],
  unlikeReel: [found(({ user }, params) => user.unlikeReel({ params }))],
  saveReel: [found(({ user }, params) => user.saveReel({ params }))],
  unsaveReel: [found(({ user }, params) => user.unsaveReel({ params }))],
  buyReel: [found(({ user }, params) => user.buyReel({ params, body: ORDER }))],
}

/** Those of its partner, and what only its buyers have. A ticket is given with a reel that is shown. */
const OTHERS = [
  'createReel',
  'createUpload',
  'publishReel',
  'renewUpload',
  'updateReel',
  'deleteReel',
  'listMyReels',
  'getReelStatistics',
  'listLibrary',
  'shareReel',
]

describe('a scheduled reel', () => {
  it(
    '[93] exists for nobody else until its time, and then for everybody, without any job',
    async ({ task }) => {
      const showing = contract.filter(
        declared =>
          declared.endpoint.path.includes('{reelId}') ||
          JSON.stringify(operationOf(declared).responses).includes('#/components/schemas/Reel"'),
      )
      expect([...Object.keys(ASKED), ...OTHERS].sort()).toEqual(showing.map(({ name }) => name).sort())

      const [partner, user] = [await newGuest('partner'), await newGuest('user')]
      const time = Date.now() + 6 * MINUTE
      const video = { base64: (await readClip('sunrise-run.mov')).toString('base64') }
      const body = {
        title: 'A',
        tags: ['wreck'],
        price: FREE,
        publishAt: new Date(time).toISOString(),
        video,
      }
      const { reel } = expectOk(await partner.api.createReel({ body }))
      expect(reel).toMatchObject({ status: 'scheduled', publishAt: body.publishAt })
      expectOk(await user.api.followPartner({ params: { partnerId: partner.id } }))
      const pair = { user: new ObjectId(user.id), reel: new ObjectId(reel.id), createdAt: new Date() }
      const nobody = passerBy()
      const asking = { user: user.api, nobody, partnerId: partner.id, reelId: reel.id }
      const ask = async () => {
        // As if it had been liked and saved by a request that went around the rule.
        for (const name of ['likes', 'saves']) {
          await own.db.collection(name).updateOne(pair, { $set: pair }, { upsert: true })
        }
        const answers: string[] = []
        for (const [name, asks] of Object.entries(ASKED)) {
          for (const each of asks) answers.push(`${name}: ${await each(asking)}`)
        }
        return answers
      }
      const all = Object.entries(ASKED).flatMap(([name, asks]) => asks.map(() => name))
      atTime(time - 1)
      expect(await ask()).toEqual(all.map(name => `${name}: false`))
      expect(expectOk(await partner.api.getReel({ params: { reelId: reel.id } })).reel.status).toBe(
        'scheduled',
      )
      const mine = expectOk(await partner.api.listMyReels({ query: { status: 'scheduled' } })).items
      expect(mine.map(({ id, publishAt }) => [id, publishAt])).toEqual([[reel.id, body.publishAt]])
      atTime(time)
      // A like is counted before anything takes the ones above back.
      const present = await ask()
      expect(present).toEqual(all.map(name => `${name}: true`))
      const after = expectOk(await partner.api.getReel({ params: { reelId: reel.id } })).reel
      expect(after).toMatchObject({ status: 'ready', publishAt: null })
      expect((await stored(reel.id))?.['publishedAt']).toEqual(new Date(time))
      task.meta.seen = `${all.length} ways at T − 1 ms: none; at T: all`
    },
    2 * MINUTE,
  )

  it('[93] is counted for its partner once, however often the job runs, and not before its time', async () => {
    const partner = await newGuest('partner')
    const count = async () =>
      expectOk(await passerBy().getPartner({ params: { partnerId: partner.id } })).partner.reels
    const time = Date.now() + DAY
    await planned(partner, new Date(time))
    await countPublished(new Date(time - 1), Date.now() + MINUTE)
    expect(await count()).toBe(0)
    const runs = await Promise.all([1, 2, 3].map(() => countPublished(new Date(time), Date.now() + MINUTE)))
    expect(runs.reduce((sum, counted) => sum + counted, 0)).toBe(1)
    expect(await count()).toBe(1)
  })

  it('[94] is refused for a time that is past, too near or too far, and keeps any offset as UTC', async ({
    task,
  }) => {
    const partner = await newGuest('partner')
    const file = { name: 'a.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' }
    const waiting = { title: 'A', price: FREE, file }
    const plan = (publishAt: string) => partner.api.createUpload({ body: { ...waiting, publishAt } })
    const ahead = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()
    const refused = [-DAY, -1, 0, 4 * MINUTE, 91 * DAY].map(ahead)
    for (const publishAt of refused) {
      expect(problemOf(await plan(publishAt)), publishAt).toBe('422 ValidationFailed')
    }
    const { reel } = expectOk(await plan(ahead(DAY)))
    const params = { reelId: reel.id }
    for (const publishAt of refused) {
      const moved = await partner.api.updateReel({ params, body: { publishAt } })
      expect(problemOf(moved), publishAt).toBe('422 ValidationFailed')
    }
    const noon = new Date(Date.now() + 2 * DAY)
    noon.setUTCHours(12, 0, 0, 0)
    const inKathmandu = noon.toISOString().replace('T12:00:00.000Z', 'T17:45:00+05:45')
    const moved = expectOk(await partner.api.updateReel({ params, body: { publishAt: inKathmandu } }))
    expect(moved.reel).toMatchObject({ status: 'uploading', publishAt: noon.toISOString() })
    expect((await stored(reel.id))?.['publishAt']).toEqual(noon)
    const now = expectOk(await partner.api.updateReel({ params, body: { publishAt: null } }))
    expect(now.reel.publishAt).toBeNull()

    const publicReel = await planned(partner, new Date(0))
    const scheduling = { params: { reelId: publicReel }, body: { publishAt: ahead(DAY) } }
    expect(problemOf(await partner.api.updateReel(scheduling))).toBe('409 AlreadyPublic')
    const again = { ...scheduling, body: { publishAt: null } }
    expect(expectOk(await partner.api.updateReel(again)).reel.status).toBe('ready')
    task.meta.seen = `${refused.length} times: 422 each; ${inKathmandu} is ${noon.toISOString()}`
  })

  it('[94] can be moved, and published at once', async () => {
    const partner = await newGuest('partner')
    const params = { reelId: await planned(partner, new Date(Date.now() + DAY)) }
    const publishAt = new Date(Date.now() + 3 * DAY).toISOString()
    const moved = expectOk(await partner.api.updateReel({ params, body: { publishAt } })).reel
    expect(moved).toMatchObject({ status: 'scheduled', publishAt })
    const edited = expectOk(await partner.api.updateReel({ params, body: { title: 'Other' } })).reel
    expect(edited).toMatchObject({ status: 'scheduled', publishAt, title: 'Other' })
    const out = expectOk(await partner.api.updateReel({ params, body: { publishAt: null } })).reel
    expect(out).toMatchObject({ status: 'ready', publishAt: null })
    const shown = expectOk(await passerBy().listReels({ query: { partner: partner.id } })).items
    expect(shown.map(({ id }) => id)).toEqual([params.reelId])
    const page = await passerBy().getPartner({ params: { partnerId: partner.id } })
    expect(expectOk(page).partner.reels).toBe(1)
    await countPublished(new Date(Date.now() + 4 * DAY), Date.now() + MINUTE)
    expect(expectOk(await passerBy().getPartner({ params: { partnerId: partner.id } })).partner.reels).toBe(1)
  })

  it(
    '[94] is public or moved, never both, while its time comes and it is moved 10 times',
    async ({ task }) => {
      const partner = await newGuest('partner')
      const time = new Date(Date.now() + 2_500)
      const reelId = await planned(partner, time)
      const params = { reelId }
      let wasSeen = false
      const watch = async () => {
        while (Date.now() < time.getTime() + 400) {
          const { status } = await passerBy().getReel({ params })
          if (status === 200) wasSeen = true
        }
      }
      const move = async (n: number) => {
        const publishAt = new Date(time.getTime() + DAY + n * MINUTE).toISOString()
        const answer = await partner.api.updateReel({ params, body: { publishAt } })
        return answer.ok ? publishAt : problemOf(answer)
      }
      const [moves] = await Promise.all([Promise.all(Array.from({ length: 10 }, (_, n) => move(n))), watch()])
      const publishedAt: Date = (await stored(reelId))?.['publishedAt']
      const successes = moves.filter(move => move.startsWith('2'))
      const what = `${moves.join(', ')}, ${wasSeen ? 'seen' : 'not seen'}, ${publishedAt.toISOString()}`
      expect(moves.filter(move => !successes.includes(move) && move !== '409 AlreadyPublic')).toEqual([])
      if (wasSeen) expect(publishedAt, what).toEqual(time)
      expect(wasSeen, what).toBe(successes.length === 0)
      if (successes.length > 0) expect(successes, what).toContain(publishedAt.toISOString())
      task.meta.seen = what
    },
    MINUTE,
  )

  it('[94] stays public if its time comes while a request to move it is on its way', async () => {
    const partner = await newGuest('partner')
    const time = Date.now() + 6 * MINUTE
    const reelId = await planned(partner, new Date(time))
    network.onMessage = (command, collection) => {
      // The request has checked the time. Its write reaches the database when the time has come.
      if (command === 'findAndModify' && collection === 'reels') atTime(time)
      return undefined
    }
    const body = { publishAt: new Date(time + DAY).toISOString() }
    const moved = await partner.api.updateReel({ params: { reelId }, body })
    expect(problemOf(moved)).toBe('409 AlreadyPublic')
    expect((await stored(reelId))?.['publishedAt']).toEqual(new Date(time))
    expect((await passerBy().getReel({ params: { reelId } })).status).toBe(200)
  })

  it('[94] is counted once if it is published at once while it is edited', async () => {
    const partner = await newGuest('partner')
    const params = { reelId: await planned(partner, new Date(Date.now() + DAY)) }
    const fields = [{ publishAt: null }, { title: 'Other' }, { publishAt: null }, { description: 'Other' }]
    const edits = await Promise.all(fields.map(body => partner.api.updateReel({ params, body })))
    expect(edits.map(({ status }) => status)).toEqual(fields.map(() => 200))
    const page = await passerBy().getPartner({ params: { partnerId: partner.id } })
    expect(expectOk(page).partner.reels).toBe(1)
  })
})
