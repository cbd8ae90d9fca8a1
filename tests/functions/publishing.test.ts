import { describe, expect, it } from 'vitest'
import { expectOk, newPartner, problemOf, stranger } from '../setup/people/people.ts'
import { FREE, postUpload, type publishReel, readClip } from '../setup/videos/videos.ts'

const CLIPS = [
  { file: 'ocean-waves.mp4', type: 'video/mp4' },
  { file: 'sunrise-run.mov', type: 'video/quicktime' },
  { file: 'northern-lights.webm', type: 'video/webm' },
]

describe.each(CLIPS)('a real $type', ({ file, type }) => {
  it('sent as Base64 comes back byte for byte, and in parts', async () => {
    const bytes = await readClip(file)
    const partner = await newPartner()
    const video = { base64: bytes.toString('base64') }
    const { reel } = expectOk(await partner.api.createReel({ body: { title: file, price: FREE, video } }))
    expect(reel.status).toBe('ready')
    await expectDelivery(reel.video, bytes)
  })

  it('sent straight to the media server comes back byte for byte, and in parts', async () => {
    const bytes = await readClip(file)
    const partner = await newPartner()
    const { reel, upload } = expectOk(
      await partner.api.createUpload({
        body: { title: file, price: FREE, file: { name: file, sizeBytes: bytes.length, mimeType: type } },
      }),
    )
    expect(reel).toMatchObject({ status: 'uploading', video: null })
    const stored: { fileId: string } = JSON.parse(await (await postUpload(upload, bytes, type)).text())
    const published = await partner.api.publishReel({
      params: { reelId: reel.id },
      body: { fileId: stored.fileId },
    })
    const { video, status } = expectOk(published).reel
    expect(status).toBe('ready')
    await expectDelivery(video, bytes)
  })
})

type Delivered = Awaited<ReturnType<typeof publishReel>>['video']

async function expectDelivery(video: Delivered, bytes: Buffer): Promise<void> {
  if (!video?.url) throw new Error('The reel has no video')
  expect(video).toMatchObject({ width: 360, height: 640, sizeBytes: bytes.length })
  expect(video.durationSeconds).toBeGreaterThanOrEqual(3)
  expect(video.durationSeconds).toBeLessThanOrEqual(8)
  const whole = Buffer.from(await (await fetch(video.url)).arrayBuffer())
  expect(whole.equals(bytes)).toBe(true)
  const part = await fetch(video.url, { headers: { range: 'bytes=100-199' } })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe(`bytes 100-199/${bytes.length}`)
  expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true)
  const thumbnail = await fetch(video.thumbnailUrl)
  expect(thumbnail.headers.get('content-type')).toBe('image/jpeg')
}

describe('a Base64 video', () => {
  it('can be a data URI', async () => {
    const partner = await newPartner()
    const base64 = `data:video/mp4;base64,${(await readClip('ocean-waves.mp4')).toString('base64')}`
    const result = await partner.api.createReel({ body: { title: 'x', price: FREE, video: { base64 } } })
    expect(result.status).toBe(201)
  })

  it('over 4 MiB is refused, and the answer says how to send it instead', async () => {
    const partner = await newPartner()
    const video = { base64: Buffer.alloc(4 * 1024 * 1024 + 1).toString('base64') }
    const result = await partner.api.createReel({ body: { title: 'x', price: FREE, video } })
    expect(problemOf(result)).toBe('413 VideoTooLarge')
    expect(!result.ok && result.problem.detail).toMatch(/4 MiB.*POST \/reels\/uploads/)
  })
})

describe('publishing a direct upload', () => {
  it('again with the same file is a success, with another one a conflict', async () => {
    const partner = await newPartner()
    const { reelId, fileId } = await uploadedReel(partner)
    const first = await partner.api.publishReel({ params: { reelId }, body: { fileId } })
    const again = await partner.api.publishReel({ params: { reelId }, body: { fileId } })
    expect([first.status, again.status]).toEqual([200, 200])
    const other = await partner.api.publishReel({ params: { reelId }, body: { fileId: 'a'.repeat(24) } })
    expect(problemOf(other)).toBe('409 AlreadyPublished')
  })

  it('makes the reel public only then, and shows it to its partner before', async () => {
    const partner = await newPartner()
    const { reelId } = await uploadedReel(partner)
    expect(problemOf(await stranger().api.getReel({ params: { reelId } }))).toBe('404 ReelNotFound')
    const { items } = expectOk(await partner.api.listMyReels({ query: { status: 'uploading' } }))
    expect(items.map(reel => reel.id)).toEqual([reelId])
  })

  it('can start again, and what was uploaded before is deleted', async () => {
    const partner = await newPartner()
    const { reelId, fileId } = await uploadedReel(partner)
    const bytes = await readClip('ocean-waves.mp4')
    const file = { name: 'again.mp4', sizeBytes: bytes.length, mimeType: 'video/mp4' }
    const { upload, reel } = expectOk(await partner.api.renewUpload({ params: { reelId }, body: { file } }))
    expect(reel.status).toBe('uploading')
    const old = await partner.api.publishReel({ params: { reelId }, body: { fileId } })
    expect(problemOf(old)).toBe('422 UploadRejected')
    const stored: { fileId: string } = JSON.parse(await (await postUpload(upload, bytes, 'video/mp4')).text())
    const published = await partner.api.publishReel({ params: { reelId }, body: { fileId: stored.fileId } })
    expect(expectOk(published).reel.status).toBe('ready')
    const renewed = await partner.api.renewUpload({ params: { reelId }, body: { file } })
    expect(problemOf(renewed)).toBe('409 AlreadyPublished')
  })

  it('is refused if the file has another size than was declared: it is cut', async () => {
    const partner = await newPartner()
    const bytes = await readClip('northern-lights.webm')
    const file = { name: 'clip.webm', sizeBytes: bytes.length, mimeType: 'video/webm' }
    const { reel, upload } = expectOk(
      await partner.api.createUpload({ body: { title: 'Cut', price: FREE, file } }),
    )
    const posted = await postUpload(upload, bytes.subarray(0, bytes.length - 1), 'video/webm')
    const { fileId }: { fileId: string } = JSON.parse(await posted.text())
    const params = { reelId: reel.id }
    const result = await partner.api.publishReel({ params, body: { fileId } })
    expect(problemOf(result)).toBe('422 UploadRejected')
    expect(!result.ok && result.problem.detail).toBe(
      `The file is cut: ${bytes.length - 1} of its ${bytes.length} bytes have arrived. Upload it again.`,
    )

    const again = expectOk(
      await partner.api.renewUpload({ params, body: { file: { ...file, sizeBytes: bytes.length + 1 } } }),
    )
    const whole = await postUpload(again.upload, bytes, 'video/webm')
    const renewed: { fileId: string } = JSON.parse(await whole.text())
    const other = await partner.api.publishReel({ params, body: { fileId: renewed.fileId } })
    expect(problemOf(other)).toBe('422 UploadRejected')
  })

  it('is refused for a file over the limit before anything is uploaded', async () => {
    const partner = await newPartner()
    const file = { name: 'big.mp4', sizeBytes: 100 * 1024 * 1024 + 1, mimeType: 'video/mp4' }
    const result = await partner.api.createUpload({ body: { title: 'x', price: FREE, file } })
    expect(problemOf(result)).toBe('413 VideoTooLarge')
  })
})

async function uploadedReel(partner: Awaited<ReturnType<typeof newPartner>>) {
  const bytes = await readClip('northern-lights.webm')
  const file = { name: 'clip.webm', sizeBytes: bytes.length, mimeType: 'video/webm' }
  const created = await partner.api.createUpload({ body: { title: 'Direct', price: FREE, file } })
  const { reel, upload } = expectOk(created)
  const stored: { fileId: string } = JSON.parse(await (await postUpload(upload, bytes, 'video/webm')).text())
  return { reelId: reel.id, fileId: stored.fileId }
}
