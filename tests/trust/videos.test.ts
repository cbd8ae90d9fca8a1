import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { expectOk, newPartner, type Person, problemOf } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { requestsNaming } from '../setup/platform/media-requests.ts'
import { askMedia, filesBelow } from '../setup/platform/media-server.ts'
import { LOOK_LIKE_VIDEOS, NOT_VIDEOS } from '../setup/videos/not-videos.ts'
import { FREE, postUpload, readClip } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const db = database()

const CLIPS = {
  'ocean-waves.mp4': 'video/mp4',
  'sunrise-run.mov': 'video/quicktime',
  'northern-lights.webm': 'video/webm',
}

const send = (partner: Person, base64: string) =>
  partner.api.createReel({ body: { title: 'A file', price: FREE, video: { base64 } } })

describe('what a file is', () => {
  it('[32] refuses Base64 whose bytes are not a video, whatever name and type it declares', async ({
    task,
  }) => {
    const partner = await newPartner()
    const outcomes: string[] = []
    for (const [name, bytes] of Object.entries(NOT_VIDEOS)) {
      const result = await send(partner, `data:video/mp4;name=clip.mp4;base64,${bytes.toString('base64')}`)
      outcomes.push(problemOf(result))
      expect(problemOf(result), name).toBe('415 UnsupportedVideo')
    }
    // If the bytes show that a file is not a video, it is not sent to ImageKit.
    const uploads = (await requestsNaming(partner.id)).filter(({ method }) => method === 'POST')
    expect(uploads).toHaveLength(LOOK_LIKE_VIDEOS.length)
    task.meta.seen = `${Object.keys(NOT_VIDEOS).join(', ')}: ${tally(outcomes)}, ${uploads.length} uploaded first`
    expect(expectOk(await partner.api.listMyReels()).items).toEqual([])
  })

  it('[32] keeps neither a reel nor a file if only the stored file shows that it is not a video', async () => {
    const partner = await newPartner()
    for (const name of LOOK_LIKE_VIDEOS) {
      const base64 = NOT_VIDEOS[name]?.toString('base64') ?? ''
      expect(problemOf(await send(partner, base64)), name).toBe('415 UnsupportedVideo')
    }
    const stored = await filesBelow(`/reels/${partner.id}/`)
    const noted = await db.collection<{ _id: string; dueAt: Date }>('pendingFolders').find().toArray()
    for (const { filePath } of stored) {
      const note = noted.find(({ _id }) => filePath.startsWith(`${_id}/`))
      expect(note?.dueAt.getTime(), filePath).toBeLessThanOrEqual(Date.now())
    }
    expect(expectOk(await partner.api.listMyReels()).items).toEqual([])
  })

  it('[32] refuses an upload that is not a video, at the media server or at the latest when it is published', async ({
    task,
  }) => {
    const partner = await newPartner()
    const outcomes: string[] = []
    for (const [name, bytes] of Object.entries(NOT_VIDEOS)) {
      const file = { name: 'clip.mp4', sizeBytes: Math.max(1, bytes.length), mimeType: 'video/mp4' }
      const created = await partner.api.createUpload({ body: { title: name, price: FREE, file } })
      const { reel, upload } = expectOk(created)
      const posted = await postUpload(upload, bytes, 'video/mp4')
      const params = { reelId: reel.id }
      if (posted.ok) {
        const { fileId }: { fileId: string } = JSON.parse(await posted.text())
        const result = await partner.api.publishReel({ params, body: { fileId } })
        outcomes.push(`published: ${problemOf(result)}`)
        expect(problemOf(result), name).toBe('422 UploadRejected')
      } else {
        outcomes.push(`uploaded: ${posted.status}`)
        expect(posted.status, name).toBe(400)
        expect(await filesBelow(`${upload.fields['folder']}/`), name).toEqual([])
      }
      expect(expectOk(await partner.api.getReel({ params })).reel, name).toMatchObject({
        status: 'uploading',
      })
    }
    task.meta.seen = tally(outcomes)
  })

  it('[32] accepts a video because of its bytes: an MP4, a MOV and a WebM named .txt', async () => {
    const partner = await newPartner()
    for (const [clip, type] of Object.entries(CLIPS)) {
      const bytes = await readClip(clip)
      const asText = await send(partner, `data:text/plain;name=notes.txt;base64,${bytes.toString('base64')}`)
      const { video } = expectOk(asText).reel
      expect((await fetch(video?.url ?? '')).headers.get('content-type')).toBe(type)

      const file = { name: 'notes.txt', sizeBytes: bytes.length, mimeType: 'text/plain' }
      const { reel, upload } = expectOk(
        await partner.api.createUpload({ body: { title: clip, price: FREE, file } }),
      )
      expect(upload.fields['fileName']).toBe('video.mp4')
      const { fileId }: { fileId: string } = JSON.parse(
        await (await postUpload(upload, bytes, 'text/plain')).text(),
      )
      const published = await partner.api.publishReel({ params: { reelId: reel.id }, body: { fileId } })
      expect(expectOk(published).reel.status).toBe('ready')
    }
  })
})

describe('a video that is not Base64', () => {
  it('[33] refuses a URL instead of Base64, and nobody fetches it', async ({ task }) => {
    const fetched: string[] = []
    const server = createServer((incoming, outgoing) => {
      fetched.push(incoming.url ?? '')
      outgoing.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
    })
    const address = server.address()
    const host = typeof address === 'object' && address ? `127.0.0.1:${address.port}` : ''
    const partner = await newPartner()
    const urls = [
      `http://${host}/video.mp4`,
      `HTTP://${host}/video.mp4`,
      `https://${host}/video.mp4`,
      `//${host}/video.mp4`,
      ` http://${host}/video.mp4`,
      `data:video/mp4,http://${host}/video.mp4`,
      `data:video/mp4;base64,http://${host}/video.mp4`,
      `data:video/mp4;base64,aHR0\nhttp://${host}/video.mp4`,
      'file:///etc/passwd',
      'http://169.254.169.254/latest/meta-data/',
    ]
    const outcomes: string[] = []
    for (const base64 of urls) {
      const body = { title: 'A URL', price: FREE, video: { base64 } }
      const answer = await request('POST', '/reels', { body, fetch: partner.browser.fetch })
      outcomes.push(outcomeOf(answer))
      expect(outcomeOf(answer), base64).toBe('422 ValidationFailed')
      expect(Object.keys(answer.faults), base64).toEqual(['video.base64'])
    }
    // The Base64 of a URL is a file like any other: its content is examined, and the URL is never fetched.
    const encoded = Buffer.from(`http://${host}/video.mp4`).toString('base64')
    expect(problemOf(await send(partner, encoded))).toBe('415 UnsupportedVideo')
    expect(fetched).toEqual([])
    expect(await requestsNaming(partner.id)).toEqual([])
    task.meta.seen = `${tally(outcomes)}; 0 requests to it, 0 to the media server`
  })

  it('[33] refuses damaged Base64, and an empty video', async () => {
    const partner = await newPartner()
    for (const base64 of ['', 'AAAAA', 'AA=A', 'AAAA=', 'not base64!', 'data:video/mp4,plain', 'AA-_']) {
      const body = { title: 'x', price: FREE, video: { base64 } }
      const answer = await request('POST', '/reels', { body, fetch: partner.browser.fetch })
      expect(outcomeOf(answer), base64).toBe('422 ValidationFailed')
    }
    expect(await requestsNaming(partner.id)).toEqual([])
    expect(expectOk(await partner.api.listMyReels()).items).toEqual([])
  })

  it('[33] sends the file to the media server as bytes, so that there is no URL to fetch there either', async () => {
    const partner = await newPartner()
    const { reel } = expectOk(await send(partner, (await readClip('sunrise-run.mov')).toString('base64')))
    const [stored] = await filesBelow(`/reels/${partner.id}/${reel.id}/`)
    expect((await askMedia(`/v1/files/${stored?.fileId}/details`)).status).toBe(200)
  })
})
