import { describe, expect, it } from 'vitest'
import { hmacHex } from '../protocol/keys.ts'
import {
  asFile,
  basic,
  PRIVATE_KEY,
  PUBLIC_KEY,
  refusalOf,
  sharedMedia,
  testMedia,
  uploadToken,
} from '../test-media-server.ts'

const FIELDS = { fileName: 'a.txt', folder: '/a', useUniqueFileName: 'false', checks: '"file.size" <= 100' }
const file = asFile('some bytes')
function now() {
  return Math.floor(Date.now() / 1000)
}

describe('the private key', async () => {
  const media = await sharedMedia()

  it('is required: 401 if it is missing, 403 if it is wrong', async () => {
    const refused = '403 Your account cannot be authenticated.'
    const missing = '401 Your request does not contain private API key.'
    expect(await refusalOf(media.post({ ...FIELDS, file }, { key: null }))).toBe(missing)
    expect(await refusalOf(media.post({ ...FIELDS, file }, { key: 'private_other' }))).toBe(refused)
    expect(await refusalOf(fetch(`${media.url}/v1/files`))).toBe(missing)
    const headers = { authorization: basic('private_other') }
    expect(await refusalOf(fetch(`${media.url}/v1/files`, { headers }))).toBe(refused)
    expect(await media.client.assets.list()).toEqual([])
  })

  it('is checked before anything else in the request', async () => {
    expect(await refusalOf(media.post({}, { key: 'private_other' }))).toMatch(/^403/)
    const id = 'a'.repeat(24)
    const headers = { authorization: basic('private_other') }
    expect(await refusalOf(fetch(`${media.url}/v1/files/${id}/details`, { headers }))).toMatch(/^403/)
  })
})

describe('the signature of a V1 upload', async () => {
  const media = await sharedMedia()
  const signed = (token: string, expire: number) => ({
    ...FIELDS,
    useUniqueFileName: 'true',
    ...media.client.helper.getAuthenticationParameters(token, expire),
    expire: String(expire),
    publicKey: PUBLIC_KEY,
    file,
  })

  it('matches the documented example', () => {
    expect(hmacHex('sha1', 'private_key_test', 'your_token1582269249')).toBe(
      'e71bcd6031016b060d349d212e23e85c791decdd',
    )
  })

  it('lets a browser upload once', async () => {
    const form = signed('once', now() + 600)
    expect((await media.post(form, { key: null })).status).toBe(200)
    expect(await refusalOf(media.post(form, { key: null }))).toBe(
      '400 Your request contains invalid token parameter.',
    )
  })

  it.each([
    ['expired', -1],
    ['more than an hour ahead', 3700],
    ['in 1970, as in the example of the SDK', -now() + 1800],
  ])('is refused if it is %s', async (_, ahead) => {
    const form = signed(`at ${ahead}`, now() + ahead)
    expect(await refusalOf(media.post(form, { key: null }))).toMatch(
      /^400 Your request contains invalid expire parameter/,
    )
  })

  it('is refused if it is wrong or comes with the private key', async () => {
    const form = signed('other', now() + 600)
    expect(await refusalOf(media.post({ ...form, signature: 'a'.repeat(40) }, { key: null }))).toBe(
      '400 Your request contains invalid signature parameter.',
    )
    expect(await refusalOf(media.post(form))).toMatch(
      /^400 Your request contains both signature and basic auth/,
    )
  })
})

describe('the token of a V2 upload', async () => {
  const media = await sharedMedia()
  const post = (fields: Record<string, string>, token: string) =>
    media.post({ ...fields, token, file }, { api: 'v2', key: null })

  it('lets a browser upload once', async () => {
    const token = uploadToken(FIELDS)
    const stored = await post(FIELDS, token)
    expect(stored.status).toBe(200)
    expect(await stored.json()).toMatchObject({ filePath: '/a/a.txt' })
    expect(await refusalOf(post(FIELDS, token))).toBe('400 Your request has invalid token.')
  })

  it('is spent by an upload that fails', async () => {
    const fields = { ...FIELDS, checks: '"file.size" > 1mb' }
    const token = uploadToken(fields)
    expect(await refusalOf(post(fields, token))).toMatch(/^400 Your request failed 'checks'/)
    expect(await refusalOf(post(fields, token))).toBe('400 Your request has invalid token.')
  })

  it.each([
    ['another folder', { folder: '/b' }],
    ['another name', { fileName: 'b.txt' }],
    ['other checks', { checks: '"file.size" <= 900mb' }],
    ['one more field', { overwriteFile: 'false' }],
  ])('is refused with %s', async (_, change) => {
    expect(await refusalOf(post({ ...FIELDS, ...change }, uploadToken(FIELDS)))).toMatch(
      /^400 Your request contains invalid payload/,
    )
  })

  it('is refused if a field that it signs is left out', async () => {
    const { checks, ...rest } = FIELDS
    expect(checks).toBeDefined()
    expect(await refusalOf(post(rest, uploadToken(FIELDS)))).toMatch(
      /^400 Your request contains invalid payload/,
    )
  })

  it('is refused if it has expired, is valid for over an hour, or has a wrong signature', async () => {
    const invalid = '400 Your request has invalid token.'
    const expired = uploadToken(FIELDS, { iat: now() - 700, exp: now() - 1 })
    expect(await refusalOf(post(FIELDS, expired))).toBe('400 Your request contains expired token.')
    const long = uploadToken(FIELDS, { exp: now() + 3700 })
    expect(await refusalOf(post(FIELDS, long))).toBe(invalid)
    expect(await refusalOf(post(FIELDS, uploadToken(FIELDS, {}, { key: 'private_other' })))).toBe(invalid)
    expect(await refusalOf(post(FIELDS, uploadToken(FIELDS, {}, { keyid: 'public_other' })))).toBe(invalid)
    const [, payload] = uploadToken(FIELDS).split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: PUBLIC_KEY })).toString(
      'base64url',
    )
    expect(await refusalOf(post(FIELDS, `${none}.${payload}.`))).toBe(invalid)
    expect(await refusalOf(media.post({ ...FIELDS, file }, { api: 'v2', key: null }))).toBe(
      '400 Your request is missing token parameter.',
    )
  })

  it('stays spent after a restart', async () => {
    await using first = await testMedia()
    const form = { ...FIELDS, token: uploadToken(FIELDS), file }
    expect((await first.post(form, { api: 'v2', key: null })).status).toBe(200)
    await first.close()
    await using second = await testMedia({ dataDir: first.dataDir })
    expect(await refusalOf(second.post(form, { api: 'v2', key: null }))).toBe(
      '400 Your request has invalid token.',
    )
  })

  it('is not needed by a server that has the private key', async () => {
    await using other = await testMedia()
    const stored = await other.client.beta.v2.files.upload({ file, fileName: 'server.txt' })
    expect(stored.fileId).toMatch(/^[0-9a-f]{24}$/)
    expect(
      await refusalOf(other.post({ ...FIELDS, token: 'x', file }, { api: 'v2', key: PRIVATE_KEY })),
    ).toMatch(/^400 Your request contains both/)
  })
})
