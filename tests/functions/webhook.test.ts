import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { named, operationOf } from '../setup/contract/contract.ts'
import { fitsRequestBody } from '../setup/contract/document-check.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { tally } from '../setup/gateway/requests.ts'
import { expectOk, newPartner, type Person, problemOf } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { askMedia } from '../setup/platform/media-server.ts'
import { deliver, fileCreated, headersOf, postEvent as post } from '../setup/videos/media-events.ts'
import { FREE, postUpload, readClip } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const db = database()
const webhook = named('receiveImagekitEvent')
const SECRET = inject('settings')['IMAGEKIT_WEBHOOK_SECRET'] ?? ''
async function uploaded(partner: Person, bytes: Buffer<ArrayBuffer>, name = 'clip.mp4') {
  const file = { name, sizeBytes: bytes.length, mimeType: 'video/mp4' }
  const created = await partner.api.createUpload({ body: { title: 'Left alone', price: FREE, file } })
  const { reel, upload } = expectOk(created)
  const stored: { fileId: string } = JSON.parse(await (await postUpload(upload, bytes, 'video/mp4')).text())
  return { reelId: reel.id, body: await fileCreated(stored.fileId) }
}

describe('the event that a file was created', () => {
  it('[38] publishes the reel of a closed browser once, even if the event arrives ten times at once and is replayed', async ({
    task,
  }) => {
    const partner = await newPartner()
    const { reelId, body } = await uploaded(partner, await readClip('ocean-waves.mp4'))
    const id = randomUUID()
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => (await deliver({ body, id })).status),
    )
    expect(statuses).toEqual(Array(10).fill(204))
    const { reel } = expectOk(await partner.api.getReel({ params: { reelId } }))
    expect(reel).toMatchObject({ status: 'ready', video: { width: 360, height: 640 } })
    expect(await db.collection('partners').findOne({ email: partner.email })).toMatchObject({ readyReels: 1 })
    expect((await deliver({ body, id })).status).toBe(204)
    const later = expectOk(await partner.api.getReel({ params: { reelId } })).reel
    // A ticket says when it was given.
    expect({ ...later, view: null }).toEqual({ ...reel, view: null })
    expect(await db.collection('partners').findOne({ email: partner.email })).toMatchObject({ readyReels: 1 })
    task.meta.seen = `${tally(statuses.map(String))}, 1 reel made public; replayed: 204, nothing changed`
  })

  it('fails the reel with the reason if the file is not a video, and deletes the file', async () => {
    const partner = await newPartner()
    const bytes = await readClip('ocean-waves.mp4')
    const { reelId, body } = await uploaded(partner, bytes.subarray(0, 2_000))
    expect((await deliver({ body })).status).toBe(204)
    const { reel } = expectOk(await partner.api.getReel({ params: { reelId } }))
    expect(reel).toMatchObject({ status: 'failed', video: null, failure: { code: 'UploadRejected' } })
    const { fileId }: { fileId: string } = JSON.parse(body).data
    expect((await askMedia(`/v1/files/${fileId}/details`)).status).toBe(404)
    const file = { name: 'again.mp4', sizeBytes: bytes.length, mimeType: 'video/mp4' }
    const renewed = expectOk(await partner.api.renewUpload({ params: { reelId }, body: { file } }))
    expect(renewed.reel).toMatchObject({ status: 'uploading', failure: null })
  })

  it.each(['webhook', 'partner'])(
    'that is not a video gives the partner the reason if the %s is first',
    async first => {
      const partner = await newPartner()
      const { reelId, body } = await uploaded(partner, (await readClip('ocean-waves.mp4')).subarray(0, 2_000))
      const { fileId }: { fileId: string } = JSON.parse(body).data
      const publish = () => partner.api.publishReel({ params: { reelId }, body: { fileId } })
      if (first === 'webhook') expect((await deliver({ body })).status).toBe(204)
      const refused = await publish()
      if (first === 'partner') expect((await deliver({ body })).status).toBe(204)
      const again = await publish()
      const { failure } = expectOk(await partner.api.getReel({ params: { reelId } })).reel
      expect(failure?.detail).toBe('The file cannot be read as a video.')
      for (const answer of [refused, again]) {
        expect(problemOf(answer)).toBe('422 UploadRejected')
        expect(!answer.ok && answer.problem.detail).toBe(failure?.detail)
      }
      // Nothing is known of a file that was never there.
      const file = { name: 'again.mp4', sizeBytes: 2_000, mimeType: 'video/mp4' }
      expectOk(await partner.api.renewUpload({ params: { reelId }, body: { file } }))
      const unknown = await publish()
      expect(!unknown.ok && unknown.problem.detail).toBe('The file does not exist.')
    },
  )

  it('[38] publishes once if ten deliveries with ten ids have all found the reel waiting', async ({
    task,
  }) => {
    const partner = await newPartner()
    const { reelId, body } = await uploaded(partner, await readClip('sunrise-run.mov'))
    const client = await new mongoose.mongo.MongoClient(inject('mongodbUri')).connect()
    const configure = (command: object) =>
      client.db('admin').command({ configureFailPoint: 'failCommand', ...command })
    onTestFinished(async () => {
      await configure({ mode: 'off' })
      await client.close()
    })
    const uri = new URL(inject('mongodbUri'))
    const appName = `webhook-${randomUUID()}`
    uri.searchParams.set('appName', appName)
    const settings = { MONGODB_URI: uri.href, MONGODB_POOL_SIZE: '20' }
    // Publishing waits until every delivery has read the reel.
    const data = { failCommands: ['findAndModify'], blockConnection: true, blockTimeMS: 300, appName }
    await configure({ mode: 'alwaysOn', data })
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const init = { method: 'POST', headers: headersOf({ body }), body }
        return (await callInProcess('http://localhost/webhooks/imagekit', init, { settings })).statusCode
      }),
    )
    expect(statuses).toEqual(Array(10).fill(204))
    expect(expectOk(await partner.api.getReel({ params: { reelId } })).reel.status).toBe('ready')
    expect(await db.collection('partners').findOne({ email: partner.email })).toMatchObject({ readyReels: 1 })
    task.meta.seen = `${tally(statuses.map(String))}, 1 reel made public`
  })

  it('[38] refuses an event that is unsigned, tampered with or signed differently, and it has no effect', async ({
    task,
  }) => {
    const partner = await newPartner()
    const { reelId, body } = await uploaded(partner, await readClip('sunrise-run.mov'))
    const signed = headersOf({ body })
    const another = headersOf({ body, secret: 'whsec_another' })
    const without = (name: string) =>
      Object.fromEntries(Object.entries(signed).filter(([key]) => key !== name))
    const base64Secret = Buffer.from(SECRET.slice('whsec_'.length), 'base64')
    const attempts: Record<string, Promise<Response>> = {
      unsigned: post(body, {}),
      'without an id': post(body, without('webhook-id')),
      'without a time': post(body, without('webhook-timestamp')),
      'without a signature': post(body, without('webhook-signature')),
      'an empty signature': post(body, { ...signed, 'webhook-signature': '' }),
      'a signature of no version': post(body, {
        ...signed,
        'webhook-signature': signed['webhook-signature'].slice(3),
      }),
      'another version': post(body, {
        ...signed,
        'webhook-signature': signed['webhook-signature'].replace('v1', 'v2'),
      }),
      'another secret': post(body, another),
      'an empty secret': post(body, headersOf({ body, secret: '' })),
      'the secret without its prefix': post(body, headersOf({ body, secret: SECRET.slice('whsec_'.length) })),
      'the secret decoded': post(body, headersOf({ body, secret: base64Secret })),
      'another body': post(body.replace('file.created', 'file.updated'), signed),
      'a space more': post(`${body} `, signed),
      'the same JSON written otherwise': post(JSON.stringify(JSON.parse(body), null, 1), signed),
      'no body': post('', signed),
      'another id': post(body, { ...signed, 'webhook-id': randomUUID() }),
      'another time': post(body, {
        ...signed,
        'webhook-timestamp': String(Number(signed['webhook-timestamp']) - 1),
      }),
      'a time in milliseconds': post(body, {
        ...signed,
        'webhook-timestamp': `${signed['webhook-timestamp']}000`,
      }),
      'signed, and no JSON': post('{"type":', headersOf({ body: '{"type":' })),
    }
    const outcomes: string[] = []
    for (const [name, attempt] of Object.entries(attempts)) {
      const answer = await attempt
      const { code }: { code: string } = JSON.parse(await answer.text())
      outcomes.push(`${answer.status} ${code}`)
      expect(`${answer.status} ${code}`, name).toBe('401 InvalidSignature')
    }
    task.meta.seen = tally(outcomes)
    expect(expectOk(await partner.api.getReel({ params: { reelId } })).reel.status).toBe('uploading')
    const several = `${another['webhook-signature']} ${signed['webhook-signature']}`
    expect((await post(body, { ...signed, 'webhook-signature': several })).status).toBe(204)
    expect(expectOk(await partner.api.getReel({ params: { reelId } })).reel.status).toBe('ready')
  })

  it('[38] refuses an event that is 301 s late or early, and accepts one at 299 s', async ({ task }) => {
    const body = JSON.stringify({ type: 'file.updated', id: randomUUID(), created_at: '', data: {} })
    const statuses: Record<string, number> = {}
    for (const secondsAgo of [301, -301, 299, -299]) statuses[secondsAgo] = await statusWithin(secondsAgo)
    task.meta.seen = JSON.stringify(statuses)
    expect(statuses).toEqual({ '301': 401, '-301': 401, '299': 204, '-299': 204 })

    // Signed and answered within one second of the clock, so that the difference is what it says.
    async function statusWithin(secondsAgo: number): Promise<number> {
      for (;;) {
        const second = Math.floor(Date.now() / 1_000)
        const { status } = await deliver({ body, secondsAgo })
        if (Math.floor(Date.now() / 1_000) === second) return status
      }
    }
  })

  it('[38] does not go back: a late event, or one of an abandoned upload, changes nothing', async () => {
    const partner = await newPartner()
    const bytes = await readClip('sunrise-run.mov')
    const file = { name: 'again.mov', sizeBytes: bytes.length, mimeType: 'video/quicktime' }
    const kept = (reelId: string) =>
      db.collection('reels').findOne({ _id: new mongoose.mongo.ObjectId(reelId) })
    const changesNothing = async (reelId: string, event: string) => {
      const before = await kept(reelId)
      expect((await deliver({ body: event })).status).toBe(204)
      expect(await kept(reelId)).toEqual(before)
    }

    const given = await uploaded(partner, bytes)
    expectOk(await partner.api.renewUpload({ params: { reelId: given.reelId }, body: { file } }))
    await changesNothing(given.reelId, given.body)

    const ready = await uploaded(partner, bytes)
    expect((await deliver({ body: ready.body })).status).toBe(204)
    expect(await kept(ready.reelId)).toMatchObject({ status: 'ready' })
    const { data } = JSON.parse(ready.body)
    const damaged = { ...data, mime: 'image/png', width: null, duration: null }
    for (const late of [ready.body, JSON.stringify({ ...JSON.parse(ready.body), data: damaged })]) {
      await changesNothing(ready.reelId, late)
    }
    expect((await askMedia(`/v1/files/${data.fileId}/details`)).status).toBe(200)

    const failed = await uploaded(partner, bytes.subarray(0, 2_000))
    expect((await deliver({ body: failed.body })).status).toBe(204)
    expect(await kept(failed.reelId)).toMatchObject({ status: 'failed' })
    await changesNothing(failed.reelId, failed.body)

    const deleted = await uploaded(partner, bytes)
    expect((await partner.api.deleteReel({ params: { reelId: deleted.reelId } })).status).toBe(204)
    await changesNothing(deleted.reelId, deleted.body)
    expect(await kept(deleted.reelId)).toBeNull()
    expect(await db.collection('partners').findOne({ email: partner.email })).toMatchObject({ readyReels: 1 })
  })

  it('of another type is accepted and ignored, whatever else it contains', async () => {
    const kinds = ['video.transformation.ready', 'file.deleted', 'of.a.later.year']
    for (const type of kinds) {
      for (const rest of [{ created_at: '', data: {} }, { data: null, new_field: [1] }, {}]) {
        const body = JSON.stringify({ type, id: 'x', ...rest })
        expect((await deliver({ body })).status, body).toBe(204)
      }
    }
  })

  it('fits the document, and its example is accepted', async () => {
    const body = JSON.stringify(operationOf(webhook).requestBody?.content['application/json'].example)
    expect((await deliver({ body })).status).toBe(204)
    const partner = await newPartner()
    const real: unknown = JSON.parse((await uploaded(partner, await readClip('sunrise-run.mov'))).body)
    expect(fitsRequestBody(webhook.endpoint, real)).toBe(true)
    expect(fitsRequestBody(webhook.endpoint, { type: 'file.created' })).toBe(false)
  })
})
