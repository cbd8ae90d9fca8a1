import { createHmac, randomUUID } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { database } from './setup/database.ts'
import { expectOk, newPartner, type Person } from './setup/people.ts'
import { FREE, postUpload, readClip } from './setup/videos.ts'

const db = database()
const SECRET = inject('settings')['IMAGEKIT_WEBHOOK_SECRET'] ?? ''

interface Delivery {
  body: string
  id?: string
  secondsAgo?: number
  secret?: string
}

// As ImageKit signs: Standard Webhooks, with the whole secret string as the key.
function deliver({ body, id = randomUUID(), secondsAgo = 0, secret = SECRET }: Delivery): Promise<Response> {
  const timestamp = String(Math.floor(Date.now() / 1_000) - secondsAgo)
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return fetch(`${inject('apiUrl')}/webhooks/imagekit`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  })
}

async function uploaded(partner: Person, bytes: Buffer<ArrayBuffer>, name = 'clip.mp4') {
  const file = { name, sizeBytes: bytes.length, mimeType: 'video/mp4' }
  const created = await partner.api.createUpload({ body: { title: 'Left alone', price: FREE, file } })
  const { reel, upload } = expectOk(created)
  const stored: { fileId: string } = JSON.parse(await (await postUpload(upload, bytes, 'video/mp4')).text())
  const details: unknown = JSON.parse(await (await media(`/v1/files/${stored.fileId}/details`)).text())
  return {
    reelId: reel.id,
    body: JSON.stringify({ type: 'file.created', id: randomUUID(), created_at: '', data: details }),
  }
}

function media(path: string): Promise<Response> {
  const key = inject('settings')['IMAGEKIT_PRIVATE_KEY'] ?? ''
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  return fetch(inject('mediaUrl') + path, { headers: { authorization } })
}

describe('the event that a file was created', () => {
  it('publishes the reel whose browser was closed, once, however often it is delivered', async () => {
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
    expect(later.updatedAt).toBe(reel.updatedAt)
  })

  it('fails the reel, with the reason, where the file is no video, and deletes the file', async () => {
    const partner = await newPartner()
    const bytes = await readClip('ocean-waves.mp4')
    const { reelId, body } = await uploaded(partner, bytes.subarray(0, 2_000))
    expect((await deliver({ body })).status).toBe(204)
    const { reel } = expectOk(await partner.api.getReel({ params: { reelId } }))
    expect(reel).toMatchObject({ status: 'failed', video: null, failure: { code: 'UploadRejected' } })
    const { fileId }: { fileId: string } = JSON.parse(body).data
    expect((await media(`/v1/files/${fileId}/details`)).status).toBe(404)
    const file = { name: 'again.mp4', sizeBytes: bytes.length, mimeType: 'video/mp4' }
    const renewed = expectOk(await partner.api.renewUpload({ params: { reelId }, body: { file } }))
    expect(renewed.reel).toMatchObject({ status: 'uploading', failure: null })
  })

  it('is refused unsigned, tampered with, with another secret, too old and too new', async () => {
    const body = JSON.stringify({ type: 'file.created', id: 'x', created_at: '', data: {} })
    const answers = [
      await fetch(`${inject('apiUrl')}/webhooks/imagekit`, { method: 'POST', body }),
      await deliver({ body, secret: 'whsec_another' }),
      await deliver({ body, secondsAgo: 302 }),
      await deliver({ body, secondsAgo: -303 }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(JSON.parse(await answer.text()).code).toBe('InvalidSignature')
    }
  })

  it('of a kind that is of no interest is taken and ignored', async () => {
    const body = JSON.stringify({ type: 'video.transformation.ready', id: 'x', created_at: '', data: {} })
    expect((await deliver({ body })).status).toBe(204)
  })
})
