import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { asFile, clip, eventually, PRIVATE_KEY, sharedMedia } from '../test-media-server.ts'
import { findFfmpeg } from './ffmpeg.ts'
import { checkUrlSignature, signUrl } from './signed-urls.ts'

const DIGITS = '0123456789'

describe('a delivered file', async () => {
  const media = await sharedMedia()
  const file = asFile(DIGITS)
  const stored = await media.client.files.upload({ file, fileName: 'digits.txt', useUniqueFileName: false })
  const url = stored.url ?? ''
  const get = (headers: Record<string, string>, method = 'GET') => fetch(url, { method, headers })

  it('is sent whole to any origin, with the type that its bytes show', async () => {
    const video = await media.client.files.upload({
      file: asFile(clip('sunrise-run.mov')),
      fileName: 'a.txt',
    })
    const response = await fetch(`${video.url}?tr=orig-true`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/quicktime',
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.from(await response.arrayBuffer()).equals(clip('sunrise-run.mov'))).toBe(true)
  })

  it.each([
    ['bytes=0-1', '01', 'bytes 0-1/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', DIGITS, 'bytes 0-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('answers %s with 206 and that part', async (range, part, contentRange) => {
    const response = await get({ range })
    expect([response.status, response.headers.get('content-range')]).toEqual([206, contentRange])
    expect(await response.text()).toBe(part)
  })

  it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('answers %s with 416', async range => {
    const response = await get({ range })
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10'])
  })

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes=-', 'items=0-1', 'bytes=0-1,3-4'])(
    'ignores %s and sends the whole file',
    async range => {
      const response = await get({ range })
      expect([response.status, await response.text()]).toEqual([200, DIGITS])
    },
  )

  it('is described by HEAD, without a body or ranges', async () => {
    const response = await get({ range: 'bytes=0-1' }, 'HEAD')
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '10'])
    expect(await response.text()).toBe('')
  })

  it('has an ETag for If-None-Match and If-Range', async () => {
    const etag = (await get({})).headers.get('etag') ?? ''
    const unchanged = await get({ 'if-none-match': `"x", W/${etag}` })
    expect([unchanged.status, await unchanged.text()]).toEqual([304, ''])
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206)
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
  })

  it('is downloaded under its name if ik-attachment is true', async () => {
    const response = await fetch(`${url}?ik-attachment=true`)
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''digits.txt")
  })

  it('is the original even if the path or query asks for a transformation, if it is not a video', async () => {
    const inPath = url.replace('/demo/', '/demo/tr:w-300,h-200:q-50/')
    for (const address of [inPath, `${url}?tr=w-300`, `${url}/ik-video.mp4`]) {
      expect(await (await fetch(address)).text()).toBe(DIGITS)
    }
  })

  it('that is a video leads to the original while what was made of it is not ready', async () => {
    const whole = clip('sunrise-run.mov')
    const at = async (isPrivateFile: boolean) => {
      const stored = await media.client.files.upload({
        file: asFile(whole),
        fileName: 'v.mov',
        isPrivateFile,
      })
      return (stored.filePath ?? '').slice(1)
    }
    const [open, secret] = [await at(false), await at(true)]
    const expires = String(Math.floor(Date.now() / 1000) + 600)
    const signed = (path: string) => signUrl(path, PRIVATE_KEY, expires)
    for (const path of [
      `${open}?tr=du-1`,
      `tr:w-100/${open}`,
      `${open}?tr=orig-true,du-1`,
      signed(`${secret}?tr=du-1`),
    ]) {
      const answer = await fetch(`${media.urlEndpoint}/${path}`, { redirect: 'manual' })
      expect([answer.status, await answer.text()], path).toEqual([302, ''])
      const led = await fetch(answer.headers.get('location') ?? '')
      expect([led.status, (await led.arrayBuffer()).byteLength]).toEqual([200, whole.length])
    }
    expect((await fetch(`${media.urlEndpoint}/${secret}?tr=du-1`)).status).toBe(401)
  })

  it('that is a video has a thumbnail that can be blurred, if ffmpeg is installed', async () => {
    const { url } = await media.client.files.upload({
      file: asFile(clip('neon-city.mp4')),
      fileName: 'n.mp4',
    })
    const bytesOf = async (query: string) => {
      const response = await fetch(`${url}/ik-thumbnail.jpg${query}`)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      return (await response.arrayBuffer()).byteLength
    }
    const [sharp, blurred] = [await bytesOf('?tr=w-90'), await bytesOf('?tr=w-90,bl-20')]
    if (findFfmpeg() !== null) expect(blurred).toBeLessThan(sharp / 2)
    expect((await fetch(`${url}/ik-thumbnail.jpg?tr=bl-x`)).status).toBe(400)
  })

  it('is read-only', async () => {
    expect((await get({}, 'DELETE')).status).toBe(405)
    expect((await get({}, 'OPTIONS')).headers.get('access-control-allow-headers')).toContain('Range')
  })

  it('that does not exist is a 404 with ik-error, whatever its name contains', async () => {
    for (const name of ['none.mp4', 'none.mp4/ik-thumbnail.jpg', '%0d%0aset-cookie:%20a=b', '%ff', '']) {
      const response = await fetch(`${media.urlEndpoint}/${name}`)
      expect(response.status, name).toBe(name === '%ff' ? 400 : 404)
      expect(response.headers.get('ik-error'), name).toBeTruthy()
      expect(response.headers.get('set-cookie')).toBeNull()
    }
  })

  it.each([
    '/demo/../records.sqlite',
    '/demo/..%2frecords.sqlite',
    '/demo/%2e%2e/%2e%2e/etc/passwd',
    '/demo//etc/passwd',
    '/demo/digits.txt/ik-hls/../../../records.sqlite',
    '/demo/digits.txt/ik-hls/..%2f..%2f..%2frecords.sqlite',
    '/demo/digits.txt/ik-hls/360/..',
  ])('is never one outside the store: %s', async path => {
    const socket = connect(media.port, '127.0.0.1')
    socket.end(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    const answer = await textOf(socket)
    expect(answer).toMatch(/^HTTP\/1.1 40[14] /)
    expect(answer).not.toMatch(/SQLite|root:/)
  })
})

describe('a signed URL', async () => {
  const media = await sharedMedia()
  const now = () => Math.floor(Date.now() / 1000)

  it.each([
    ['videos/a.mp4', '60db23c3027fd011653bde00a62608d6e51df5c6'],
    ['videos/a.mp4?tr=w-300', '70984d826f1c733c8be0e0fb61d0ccbe69c626f9'],
  ])('of %s has the signature of the documented vector', (path, signature) => {
    const signed = signUrl(path, 'dummy-key', null)
    expect(signed).toBe(`${path}${path.includes('?') ? '&' : '?'}ik-s=${signature}`)
    expect(checkUrlSignature(signed, 'dummy-key', now())).toBe('valid')
    expect(checkUrlSignature(signed, 'dummy-kez', now())).toBe('invalid')
    expect(checkUrlSignature(`${path}?v=2`, 'dummy-key', now())).toBe('unsigned')
  })

  it('made by the SDK opens a private file until it expires', async () => {
    const file = asFile('secret')
    const { filePath = '', url = '' } = await media.client.files.upload({
      file,
      fileName: 'a b ü.txt',
      isPrivateFile: true,
    })
    const sign = (more: Record<string, unknown>) =>
      media.client.helper.buildSrc({
        urlEndpoint: media.urlEndpoint,
        src: filePath,
        signed: true,
        ...more,
      })
    for (const more of [
      {},
      { expiresIn: 60 },
      { queryParameters: { v: '1' } },
      { transformation: [{ width: 9 }] },
    ]) {
      const response = await fetch(sign(more))
      expect([response.status, await response.text()]).toEqual([200, 'secret'])
      expect(response.headers.get('cache-control')).toContain('private')
    }
    const path = new URL(url).pathname.slice('/demo/'.length)
    const expired = signUrl(path, PRIVATE_KEY, String(now() - 1))
    const good = signUrl(path, PRIVATE_KEY, String(now() + 60))
    const wrong = [
      path,
      expired,
      good.replace(/ik-t=\d+&/, ''),
      good.replace(/ik-t=\d/, 'ik-t=9'),
      good.replace(path, `${path}/ik-thumbnail.jpg`),
      good.replace('?', '?x=1&'),
      `${good}&ik-s=${'a'.repeat(40)}`,
      `${path}?ik-s=`,
      good.toUpperCase().replace(path.toUpperCase(), path),
    ]
    for (const address of wrong) {
      expect((await fetch(`${media.urlEndpoint}/${address}`)).status, address).toBe(401)
    }
  })
})

describe('an account that restricts unsigned URLs', async () => {
  const media = await sharedMedia({ restrictUnsigned: true })

  it('delivers public files only to signed ones, and what their streams name, too', async () => {
    const stored = await media.client.files.upload({
      file: asFile('open'),
      fileName: 'a.txt',
      useUniqueFileName: false,
    })
    const video = await media.client.files.upload({
      file: asFile(clip('sunrise-run.mov')),
      fileName: 'v.mov',
    })
    const path = (video.filePath ?? '').slice(1)
    const signed = (each: string) => `${media.urlEndpoint}/${signUrl(each, PRIVATE_KEY, '9999999998')}`
    for (const url of [
      stored.url,
      `${video.url}/ik-thumbnail.jpg`,
      `${video.url}/ik-master.m3u8?tr=sr-240`,
    ]) {
      expect((await fetch(url ?? '')).status, url).toBe(401)
    }
    expect(await (await fetch(signed('a.txt'))).text()).toBe('open')
    const manifest = signed(`${path}/ik-master.m3u8?tr=sr-240`)
    await eventually(async () => (await fetch(manifest)).status).toBe(200)
    const [variant = ''] = /^[^#\s].*$/m.exec(await (await fetch(manifest)).text()) ?? []
    expect((await fetch(new URL(variant, manifest))).status).toBe(200)
    expect((await fetch(new URL(variant.replace(/\?.*/, ''), manifest))).status).toBe(401)
  })

  it('lets a browser keep a private file for as long as its URL holds, and no shared cache', async () => {
    const { filePath = '' } = await media.client.files.upload({
      file: asFile('secret'),
      fileName: 's.txt',
      isPrivateFile: true,
    })
    const soon = signUrl(filePath.slice(1), PRIVATE_KEY, String(Math.floor(Date.now() / 1000) + 300))
    const kept = (await fetch(`${media.urlEndpoint}/${soon}`)).headers.get('cache-control') ?? ''
    const [, seconds] = /^private, max-age=(\d+)$/.exec(kept) ?? []
    expect(Number(seconds)).toBeGreaterThan(200)
    expect(Number(seconds)).toBeLessThanOrEqual(300)
  })
})
