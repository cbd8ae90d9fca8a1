import jwt from 'jsonwebtoken'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { Upload } from '#client'
import { signUpload } from '#domains/media/upload-token.ts'
import { loadConfig } from '#shared/runtime/config.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { tally } from '../setup/gateway/requests.ts'
import { expectOk, newPartner, type Person } from '../setup/people/people.ts'
import { filesBelow } from '../setup/platform/media-server.ts'
import { FREE, postUpload, readClip } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const bytes = await readClip('sunrise-run.mov')
// The handlers in this process read this limit, and the clip is larger.
const SMALL = { MAX_VIDEO_BYTES: '10000' }

// A process reads its settings once. What runs in this one has the small limit.
beforeAll(async () => {
  Object.assign(process.env, inject('settings'), SMALL)
  await loadConfig()
})

async function newUpload(partner: Person, sizeBytes = bytes.length): Promise<Upload> {
  const file = { name: 'a.mov', sizeBytes, mimeType: 'video/quicktime' }
  return expectOk(await partner.api.createUpload({ body: { title: 'x', price: FREE, file } })).upload
}

/** Posts a file, and gives the status with what the media server says of a refusal. */
async function post(upload: Upload, file = bytes): Promise<string> {
  const answer = await postUpload(upload, file, 'video/quicktime')
  const { message = '' }: { message?: string } = JSON.parse(await answer.text())
  return answer.ok ? String(answer.status) : `${answer.status} ${message}`
}

describe('an upload token', () => {
  it('[34] accepts a token only with its own form: no field can be changed, added or left out', async ({
    task,
  }) => {
    const partner = await newPartner()
    // Only files of this test, because others store files, too.
    const elsewhere = `/elsewhere-${partner.id}`
    const outcomes: string[] = []
    const changes: Record<string, string | null>[] = [
      { folder: elsewhere },
      { folder: '/reels' },
      { fileName: 'other.mov' },
      { fileName: '../video.mov' },
      { checks: '"file.size" <= 999999999' },
      { checks: null },
      { useUniqueFileName: 'true' },
      { overwriteFile: 'true' },
      { overwriteFile: null },
      { folder: null },
      { tags: 'free' },
      { webhookUrl: 'http://127.0.0.1:9/' },
      { isPrivateFile: 'false' },
      { isPrivateFile: null },
      { extensions: '[]' },
      { customMetadata: '{}' },
    ]
    for (const change of changes) {
      const upload = await newUpload(partner)
      const fields: Record<string, string> = { ...upload.fields }
      for (const [name, value] of Object.entries(change)) {
        if (value === null) delete fields[name]
        else fields[name] = value
      }
      const outcome = await post({ ...upload, fields })
      outcomes.push(outcome)
      expect(outcome, JSON.stringify(change)).toMatch(/^400 /)
      expect(await filesBelow(`${upload.fields['folder']}/`)).toEqual([])
    }
    expect(await filesBelow(`${elsewhere}/`)).toEqual([])
    task.meta.seen = tally(outcomes)
  })

  it('[34] accepts a token once, even if its first use was refused, and once if ten uses arrive together', async ({
    task,
  }) => {
    const partner = await newPartner()
    const upload = await newUpload(partner)
    expect(await post(upload)).toBe('200')
    expect(await post(upload)).toBe('400 Your request has invalid token.')

    const spent = await newUpload(partner)
    expect(await post({ ...spent, fields: { ...spent.fields, folder: '/elsewhere' } })).toMatch(/^400 /)
    expect(await post(spent)).toBe('400 Your request has invalid token.')

    const raced = await newUpload(partner)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => post(raced)))
    task.meta.seen = `ten at a time: ${tally(outcomes)}`
    expect(outcomes.filter(outcome => outcome === '200')).toHaveLength(1)
    expect(await filesBelow(`${raced.fields['folder']}/`)).toHaveLength(1)
  })

  it('[34] refuses a token that has expired, has another signature, or is valid for longer than ImageKit allows', async ({
    task,
  }) => {
    const partner = await newPartner()
    const { fields, url, expiresAt } = await newUpload(partner)
    const { token = '', ...others } = fields
    const claims = { ...others }
    const now = Math.floor(Date.now() / 1_000)
    const HOUR = 3_600
    const key = inject('settings')['IMAGEKIT_PRIVATE_KEY'] ?? ''
    const keyid = inject('settings')['IMAGEKIT_PUBLIC_KEY'] ?? ''
    const sign = (times: object, secret = key, options: jwt.SignOptions = {}) =>
      jwt.sign({ ...claims, ...times }, secret, { algorithm: 'HS256', keyid, noTimestamp: true, ...options })
    const [header = '', payload = '', signature = ''] = token.split('.')
    const tokens: Record<string, string> = {
      'an hour old': sign({ iat: now - HOUR, exp: now - 1 }),
      'for two hours': sign({ iat: now, exp: now + 2 * HOUR }),
      'without an end': sign({ iat: now }),
      'of another key': sign({ iat: now, exp: now + HOUR }, 'private_another'),
      'of another account': sign({ iat: now, exp: now + HOUR }, key, { keyid: 'public_another' }),
      'of another algorithm': sign({ iat: now, exp: now + HOUR }, key, { algorithm: 'HS512' }),
      unsigned: jwt.sign({ ...claims, iat: now, exp: now + HOUR }, '', { algorithm: 'none', keyid }),
      'cut off': `${header}.${payload}.${signature.slice(0, -2)}`,
      nothing: '',
    }
    const outcomes: string[] = []
    for (const [name, forged] of Object.entries(tokens)) {
      const outcome = await post({ url, expiresAt, fields: { ...others, token: forged } })
      outcomes.push(outcome)
      expect(outcome, name).toMatch(/^400 /)
    }
    expect(await filesBelow(`${others['folder']}/`)).toEqual([])

    // What the API itself signed 56 minutes ago.
    await callInProcess('http://localhost/config', {}, { settings: SMALL })
    const old = signUpload(
      String(others['folder']),
      'video.mov',
      bytes.length,
      new Date(Date.now() - 56 * 60 * 1_000),
    )
    expect(await post({ ...old, expiresAt })).toBe('400 Your request contains expired token.')
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(55 * 60 * 1_000)
    task.meta.seen = tally(outcomes)
  })

  it('[34] stores no file over the limit of the stage, whatever size was declared', async () => {
    const partner = await newPartner()
    const cookie = [...partner.browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
    const file = { name: 'a.mov', sizeBytes: 1, mimeType: 'video/quicktime' }
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ title: 'x', price: FREE, file }),
    }
    const answer = await callInProcess('http://localhost/reels/uploads', init, { settings: SMALL })
    expect(answer.statusCode).toBe(201)
    const { upload }: { upload: Upload } = JSON.parse(answer.body)
    expect(await post(upload)).toBe("400 Your request failed 'checks' validation.")
    expect(await filesBelow(`${upload.fields['folder']}/`)).toEqual([])
  })

  it('[130] is good for at most the bytes that were declared for it', async ({ task }) => {
    const partner = await newPartner()
    const outcomes: string[] = []
    for (const sizeBytes of [10, 1, bytes.length - 1]) {
      const upload = await newUpload(partner, sizeBytes)
      const outcome = await post(upload)
      outcomes.push(outcome)
      expect(outcome, String(sizeBytes)).toBe("400 Your request failed 'checks' validation.")
      expect(await filesBelow(`${upload.fields['folder']}/`)).toEqual([])
    }
    task.meta.seen = `${bytes.length} bytes for 10, 1 and ${bytes.length - 1}: ${tally(outcomes)}`
    expect(await post(await newUpload(partner))).toBe('200')
  })

  it.each(['3gp4', 'heic', 'M4A ', 'crx '])(
    'lets only an MP4, a MOV or a WebM in, whatever the form says: not one of the brand %s',
    async brand => {
      const other = Buffer.from(await readClip('ocean-waves.mp4'))
      other.write(`${brand}\0\0\0\0${brand.repeat(4)}`, 8, 'latin1')
      const upload = await newUpload(await newPartner(), other.length)
      expect(await post(upload, other)).toBe("400 Your request failed 'checks' validation.")
      expect(await filesBelow(`${upload.fields['folder']}/`)).toEqual([])
    },
  )

  it('[34] does not send the private key, and the form contains only what the token signs', async () => {
    const { fields } = await newUpload(await newPartner())
    const { token = '', ...others } = fields
    const { iat, exp, ...claims } = {
      ...JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
    }
    expect(claims).toEqual(others)
    expect(exp - iat).toBeLessThanOrEqual(3_600)
    expect(JSON.stringify(fields)).not.toContain(inject('settings')['IMAGEKIT_PRIVATE_KEY'])
  })
})
