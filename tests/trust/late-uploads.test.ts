import { describe, expect, it } from 'vitest'
import type { Upload } from '#client'
import { expectOk, newPartner, type Person } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { filesBelow } from '../setup/platform/media-server.ts'
import { deliver, fileCreated } from '../setup/videos/media-events.ts'
import { FREE, postUpload, readClip } from '../setup/videos/videos.ts'

const bytes = await readClip('sunrise-run.mov')
const file = { name: 'a.mov', sizeBytes: bytes.length, mimeType: 'video/quicktime' }

interface Begun {
  partner: Person
  reelId: string
}

const cases: [what: string, before: (begun: Begun) => Promise<unknown>][] = [
  ['its reel was deleted', ({ partner, reelId }) => partner.api.deleteReel({ params: { reelId } })],
  [
    'its account was deleted',
    ({ partner }) => partner.api.deleteMe({ body: { password: partner.password } }),
  ],
  [
    'a newer form was asked for',
    ({ partner, reelId }) => partner.api.renewUpload({ params: { reelId }, body: { file } }),
  ],
]

describe('an upload form', () => {
  it.each(cases)('[116] keeps nothing that is sent with it after %s', async (_, makeOld) => {
    const partner = await newPartner()
    const { reel, upload } = expectOk(
      await partner.api.createUpload({ body: { title: 'x', price: FREE, file } }),
    )
    await makeOld({ partner, reelId: reel.id })
    await sendAndTell(upload)
    expect(await filesBelow(`${upload.fields['folder']}/`)).toEqual([])
    const named = { 'video.path': { $regex: `^${upload.fields['folder']}/` } }
    expect(await database().collection('reels').countDocuments(named)).toBe(0)
  })

  it('[116] leaves the file of a newer form alone', async () => {
    const partner = await newPartner()
    const begun = expectOk(await partner.api.createUpload({ body: { title: 'x', price: FREE, file } }))
    const params = { reelId: begun.reel.id }
    const { upload } = expectOk(await partner.api.renewUpload({ params, body: { file } }))
    await sendAndTell(begun.upload)
    await sendAndTell(upload)
    expect(expectOk(await partner.api.getReel({ params })).reel.status).toBe('ready')
    expect(await filesBelow(`${upload.fields['folder']}/`)).toHaveLength(1)
  })
})

/** Stores the file, which the media server takes, and delivers the event about it. */
async function sendAndTell(upload: Upload): Promise<void> {
  const answer = await postUpload(upload, bytes, 'video/quicktime')
  expect(answer.status).toBe(200)
  const { fileId }: { fileId: string } = JSON.parse(await answer.text())
  expect((await deliver({ body: await fileCreated(fileId) })).status).toBe(204)
}
