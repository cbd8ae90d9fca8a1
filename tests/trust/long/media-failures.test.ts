import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { deleteDueMedia } from '#domains/deletion/media.ts'
import { deleteUnnamedFiles } from '#domains/upkeep/unnamed-files.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  openContainer,
  ownDatabase,
  ownMedia,
  passerBy,
} from '../../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../../setup/faults/faulty-network.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { expectOk, problemOf } from '../../setup/people/people.ts'
import '../../setup/reports/seen.ts'
import { FREE, postUpload, readClip } from '../../setup/videos/videos.ts'

const MINUTE = 60_000
const LIMIT_MILLISECONDS = 10_000

const clip = await readClip('sunrise-run.mov')
const newReel = { title: 'A reel', price: FREE, video: { base64: clip.toString('base64') } }
const newUpload = {
  title: 'A reel',
  price: FREE,
  file: { name: 'clip.mov', sizeBytes: clip.length, mimeType: 'video/quicktime' },
}

let own: Awaited<ReturnType<typeof ownDatabase>>
let media: Awaited<ReturnType<typeof ownMedia>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  media = await ownMedia()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ ...media.settings, MONGODB_URI: network.uri })
}, MINUTE)
afterEach(async () => {
  network.onMessage = () => undefined
  await own.fail('off')
  await media.mend()
})
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await media.close()
  await own.close()
})

const FAULTS: { name: string; rule: Record<string, unknown> }[] = [
  { name: 'refusing with 500', rule: { fault: 'status', status: 500 } },
  { name: 'refusing with 403', rule: { fault: 'status', status: 403 } },
  { name: 'limiting', rule: { fault: 'rate-limit' } },
  { name: 'hanging', rule: { fault: 'hang' } },
  { name: 'cutting', rule: { fault: 'cut' } },
  { name: 'cutting the answer', rule: { fault: 'cut-response' } },
  { name: 'a page of HTML', rule: { fault: 'nonsense' } },
  { name: 'an empty object', rule: { fault: 'nonsense', body: '{}' } },
  { name: 'broken JSON', rule: { fault: 'nonsense', body: '{"fileId": "' } },
  { name: 'storing, then failing', rule: { fault: 'do-then-fail' } },
]

const reelsOf = (partner: Guest) =>
  own.db
    .collection('reels')
    .find({ partner: new mongoose.mongo.ObjectId(partner.id) })
    .toArray()

/** The clean-up jobs, at the time when everything that is noted is due. */
async function cleanUp(): Promise<void> {
  await own.db.collection('pendingFolders').updateMany({}, { $set: { dueAt: new Date(0) } })
  await deleteDueMedia(new Date(), 1_000)
}

/** Files that no reel names: none, and without the daily job having had anything to do. */
async function expectNoStrayFiles(): Promise<void> {
  const reels = await own.db.collection('reels').find().toArray()
  const named = new Set(reels.map(reel => reel['video']?.fileId))
  const stray = (await media.files()).filter(file => !named.has(file.fileId))
  expect(stray.map(file => file.filePath)).toEqual([])
  expect((await own.db.collection('pendingFolders').find().toArray()).map(({ _id }) => _id)).toEqual([])
  const inFourHours = new Date(Date.now() + 4 * 60 * MINUTE)
  expect((await deleteUnnamedFiles(inFourHours, Date.now() + MINUTE)).deleted).toBe(0)
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const startedAt = performance.now()
  const result = await work()
  return { result, milliseconds: performance.now() - startedAt }
}

const slowestOf = (runs: readonly { milliseconds: number }[]) =>
  `${(Math.max(...runs.map(run => run.milliseconds)) / 1_000).toFixed(1)} s`

it(
  '[36] answers 502 within 10 s with nothing half-made, however ImageKit fails at the upload',
  async ({ task }) => {
    const runs = await Promise.all(
      FAULTS.map(async ({ name, rule }) => {
        const partner = await newGuest('partner')
        await media.fail({ ...rule, when: { method: 'POST', contains: partner.id } })
        const run = await timed(() => partner.api.createReel({ body: newReel }))
        expect(problemOf(run.result), name).toBe('502 MediaUnavailable')
        expect(run.milliseconds, name).toBeLessThan(LIMIT_MILLISECONDS)
        expect(await reelsOf(partner), name).toEqual([])
        // An upload whose answer was lost may be stored already: it is never sent again.
        const requests = await media.requests(partner.id)
        expect(
          requests.filter(({ method }) => method === 'POST'),
          name,
        ).toHaveLength(1)
        return { ...run, partner }
      }),
    )
    const stored = await media.files()
    expect(stored.length, 'what was stored before the failure').toBe(2)
    await media.mend()
    await cleanUp()
    expect(await media.files()).toEqual([])
    await expectNoStrayFiles()
    task.meta.seen = `${tally(runs.map(({ result }) => problemOf(result)))}, slowest ${slowestOf(runs)}, no reel; ${stored.length} files stored, 0 after the job`
  },
  MINUTE,
)

it(
  '[36] answers 502 within 10 s and leaves the reel waiting, however ImageKit fails at publishing',
  async ({ task }) => {
    const runs = await Promise.all(
      FAULTS.map(async ({ name, rule }, index) => {
        const partner = await newGuest('partner')
        const { reel, upload } = expectOk(await partner.api.createUpload({ body: newUpload }))
        const posted = await postUpload(upload, clip, 'video/quicktime')
        const { fileId }: { fileId: string } = JSON.parse(await posted.text())
        await media.fail({ ...rule, when: { method: 'GET', contains: reel.id } })
        const params = { reelId: reel.id }
        const run = await timed(() => partner.api.publishReel({ params, body: { fileId } }))
        expect(problemOf(run.result), name).toBe('502 MediaUnavailable')
        expect(run.milliseconds, name).toBeLessThan(LIMIT_MILLISECONDS)
        expect(await reelsOf(partner), name).toMatchObject([{ status: 'uploading', video: null, feeds: [] }])
        expect(problemOf(await passerBy().getReel({ params }))).toBe('404 ReelNotFound')
        return { ...run, partner, params, fileId, isTriedAgain: index % 2 === 0 }
      }),
    )
    await media.mend()
    const again = runs.filter(run => run.isTriedAgain)
    for (const { partner, params, fileId } of again) {
      expect(expectOk(await partner.api.publishReel({ params, body: { fileId } })).reel.status).toBe('ready')
    }
    await cleanUp()
    await expectNoStrayFiles()
    expect((await media.files()).length).toBe(again.length)
    task.meta.seen = `${tally(runs.map(({ result }) => problemOf(result)))}, slowest ${slowestOf(runs)}, reels still uploading; ${again.length} published again: 200; the files of the other ${runs.length - again.length} deleted by the job`
  },
  MINUTE,
)

it(
  '[36] deletes the reel at once and its video in the end, however ImageKit fails at the deletion',
  async ({ task }) => {
    const before = (await media.files()).length
    const runs = await Promise.all(
      FAULTS.map(async ({ name, rule }) => {
        const partner = await newGuest('partner')
        const { reel } = expectOk(await partner.api.createReel({ body: newReel }))
        await media.fail({ ...rule, when: { contains: reel.id } })
        const params = { reelId: reel.id }
        const run = await timed(() => partner.api.deleteReel({ params }))
        expect(run.result.status, name).toBe(204)
        expect(run.milliseconds, name).toBeLessThan(LIMIT_MILLISECONDS)
        expect(await reelsOf(partner), name).toEqual([])
        return run
      }),
    )
    const left = (await media.files()).length - before
    await media.mend()
    await cleanUp()
    await expectNoStrayFiles()
    expect((await media.files()).length).toBe(before)
    task.meta.seen = `${tally(runs.map(({ result }) => String(result.status)))}, slowest ${slowestOf(runs)}, reels gone; ${left} of ${runs.length} files left at first, 0 after the job`
  },
  MINUTE,
)

it(
  '[37] answers 503 and deletes the file if the database fails after the upload has succeeded',
  async ({ task }) => {
    const before = (await media.files()).length
    let isGone = false
    const ways: { name: string; begin: () => Promise<void> }[] = [
      {
        name: 'shutting down',
        begin: () => own.fail('alwaysOn', { failCommands: ['insert'], errorCode: 91 }),
      },
      {
        name: 'not primary',
        begin: () => own.fail('alwaysOn', { failCommands: ['insert'], errorCode: 10107 }),
      },
      {
        name: 'cutting',
        begin: () => own.fail('alwaysOn', { failCommands: ['insert'], closeConnection: true }),
      },
      {
        name: 'gone altogether',
        async begin() {
          network.onMessage = command => {
            if (command === 'insert') isGone = true
            return isGone ? 'lose' : undefined
          }
        },
      },
    ]
    const seen: string[] = []
    for (const { name, begin } of ways) {
      const partner = await newGuest('partner')
      await begin()
      const { result, milliseconds } = await timed(() => partner.api.createReel({ body: newReel }))
      network.onMessage = () => undefined
      await own.fail('off')
      expect(problemOf(result), name).toBe('503 ServiceUnavailable')
      expect(milliseconds, name).toBeLessThan(LIMIT_MILLISECONDS)
      expect(await reelsOf(partner), name).toEqual([])
      const [file] = await media.files(partner.id)
      const folder = file?.filePath.replace(/\/[^/]+$/, '')
      const noted = await own.db.collection<{ _id: string }>('pendingFolders').find().toArray()
      expect(
        noted.map(({ _id }) => _id),
        name,
      ).toEqual([folder])
      await cleanUp()
      expect(await media.files(partner.id), name).toEqual([])
      seen.push(`${name}: 503 after ${(milliseconds / 1_000).toFixed(1)} s`)
    }
    await expectNoStrayFiles()
    expect((await media.files()).length).toBe(before)
    task.meta.seen = `${seen.join('; ')}; each with 1 file stored and noted for deletion, 0 after the job`
  },
  MINUTE,
)

it('[37] keeps the file if the reel was stored and only the answer of the database was lost', async ({
  task,
}) => {
  const partner = await newGuest('partner')
  let isGone = false
  network.onMessage = command => {
    if (isGone) return 'lose'
    isGone = command === 'insert'
    return isGone ? 'loseAnswer' : undefined
  }
  const result = await partner.api.createReel({ body: newReel })
  network.onMessage = () => undefined
  expect(problemOf(result)).toBe('503 ServiceUnavailable')
  await cleanUp()
  const [reel] = await reelsOf(partner)
  const [file] = await media.files(partner.id)
  expect(file?.fileId).toBe(reel?.['video'].fileId)
  expect(reel?.['status']).toBe('ready')
  await expectNoStrayFiles()
  task.meta.seen = '503, 1 reel and 1 file, which it names, after the job'
})
