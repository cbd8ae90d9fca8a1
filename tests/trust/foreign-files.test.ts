import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { tally } from '../setup/gateway/requests.ts'
import { expectOk, newPartner, type Person, problemOf } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { storeFile } from '../setup/platform/media-server.ts'
import { LOOK_LIKE_VIDEOS, NOT_VIDEOS } from '../setup/videos/not-videos.ts'
import { FREE, postUpload, readClip } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const db = database()
const clip = await readClip('sunrise-run.mov')
const file = { name: 'a.mov', sizeBytes: clip.length, mimeType: 'video/quicktime' }

/** @param sizeBytes of the file to come: another size is a reason of its own to refuse it */
async function newUpload(partner: Person, sizeBytes = clip.length) {
  const body = { title: 'Waiting', price: FREE, file: { ...file, sizeBytes } }
  const created = await partner.api.createUpload({ body })
  const { reel, upload } = expectOk(created)
  return { reelId: reel.id, upload, folder: String(upload.fields['folder']) }
}

async function uploaded(partner: Person) {
  const { reelId, upload } = await newUpload(partner)
  const { fileId }: { fileId: string } = JSON.parse(
    await (await postUpload(upload, clip, file.mimeType)).text(),
  )
  return { reelId, fileId }
}

/** Everything that is kept of a reel. */
function stored(reelId: string) {
  return db.collection('reels').findOne({ _id: new mongoose.mongo.ObjectId(reelId) })
}

describe('publishing', () => {
  it('[35] refuses a file that does not belong to the upload, and does not change the reel', async ({
    task,
  }) => {
    const [partner, other] = [await newPartner(), await newPartner()]
    const { reelId, folder } = await newUpload(partner)
    const own = await uploaded(partner)
    const published = await uploaded(other)
    const taken = { params: { reelId: published.reelId }, body: { fileId: published.fileId } }
    expectOk(await other.api.publishReel(taken))
    const files: Record<string, string> = {
      "another partner's, waiting": (await uploaded(other)).fileId,
      "another partner's, public": published.fileId,
      'of another reel of the same partner': own.fileId,
      'beside its folder': (await storeFile(`/reels/${partner.id}/${reelId}`, 'video.mov', clip)).fileId,
      'in a folder whose name goes on': (await storeFile(`${folder}ff`, 'video.mov', clip)).fileId,
      'in none of our folders': (await storeFile('/elsewhere', `${reelId}.mov`, clip)).fileId,
      'that does not exist': '0'.repeat(24),
      'whose id is none': 'nonsense',
    }
    const before = await stored(reelId)
    const outcomes: string[] = []
    for (const [name, fileId] of Object.entries(files)) {
      const outcome = problemOf(await partner.api.publishReel({ params: { reelId }, body: { fileId } }))
      outcomes.push(outcome)
      expect(outcome, name).toBe('422 UploadRejected')
    }
    for (const fileId of ['../v1/files', 'a/b', '', 'a b', 'a?b', 'x'.repeat(65)]) {
      const result = await partner.api.publishReel({ params: { reelId }, body: { fileId } })
      expect(problemOf(result), fileId).toBe('422 ValidationFailed')
    }
    expect(await stored(reelId)).toEqual(before)
    task.meta.seen = tally(outcomes)
  })

  it('[35] refuses a picture and any other file that is not a video, even in its own folder', async ({
    task,
  }) => {
    const partner = await newPartner()
    const outcomes: string[] = []
    const named = ['a PNG', 'a GIF', 'an HTML page', 'a ZIP', ...LOOK_LIKE_VIDEOS]
    for (const name of named) {
      const bytes = NOT_VIDEOS[name] ?? Buffer.alloc(1)
      const { reelId, folder } = await newUpload(partner, bytes.length)
      const before = await stored(reelId)
      // Past the checks of the upload token, as if ImageKit had not carried them out.
      const { fileId } = await storeFile(folder, 'video.mp4', bytes)
      const outcome = problemOf(await partner.api.publishReel({ params: { reelId }, body: { fileId } }))
      outcomes.push(outcome)
      expect(outcome, name).toBe('422 UploadRejected')
      expect(await stored(reelId), name).toEqual(before)
    }
    task.meta.seen = `${named.join(', ')}: ${tally(outcomes)}`
  })

  it('[35] refuses a file that is too large for the stage, and accepts one that is not', async ({ task }) => {
    const partner = await newPartner()
    const publish = async (bytes: Buffer<ArrayBuffer>) => {
      const { reelId, folder } = await newUpload(partner, bytes.length)
      const before = await stored(reelId)
      const { fileId } = await storeFile(folder, 'video.mov', bytes)
      const cookie = [...partner.browser.cookies].map(([key, { value }]) => `${key}=${value}`).join('; ')
      const headers = { 'content-type': 'application/json', cookie }
      const init = { method: 'POST', headers, body: JSON.stringify({ fileId }) }
      // Lower than it was when the form was signed.
      const settings = { MAX_VIDEO_BYTES: String(clip.length) }
      const { statusCode, body } = await callInProcess(`http://localhost/reels/${reelId}/publish`, init, {
        settings,
      })
      const { code, detail }: { code?: string; detail?: string } = JSON.parse(body)
      if (code) expect(await stored(reelId)).toEqual(before)
      return { outcome: [statusCode, code].join(' ').trim(), detail }
    }
    const large = await readClip('ocean-waves.mp4')
    expect(large.length).toBeGreaterThan(clip.length)
    const refused = await publish(large)
    expect(refused.outcome).toBe('422 UploadRejected')
    expect(refused.detail).toContain(String(clip.length))
    expect((await publish(clip)).outcome).toBe('200')
    task.meta.seen = `limit ${clip.length} bytes; ${large.length} bytes: 422, ${clip.length} bytes: 200`
  })

  it('[35] refuses the file of an upload that was replaced by another one', async () => {
    const partner = await newPartner()
    const { reelId, fileId } = await uploaded(partner)
    expectOk(await partner.api.renewUpload({ params: { reelId }, body: { file } }))
    const before = await stored(reelId)
    const result = await partner.api.publishReel({ params: { reelId }, body: { fileId } })
    expect(problemOf(result)).toBe('422 UploadRejected')
    expect(await stored(reelId)).toEqual(before)
  })
})
