import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asFile, basic, clip, PRIVATE_KEY, refusalOf, sharedMedia, testMedia } from '../test-media-server.ts'

const text = asFile('some bytes', 'a.txt', 'text/plain')

describe('the file of an upload', async () => {
  const media = await sharedMedia()
  const { client } = media
  const delivered = async (url: string | undefined) =>
    Buffer.from(await (await fetch(url ?? '')).arrayBuffer()).toString()
  const base64 = Buffer.from('some bytes').toString('base64')

  it.each([
    ['a binary part', text],
    ['Base64', base64],
    ['Base64 with line ends', `${base64.slice(0, 5)}\r\n${base64.slice(5)}\r\n`],
    ['Base64 without padding', base64.replace(/=+$/, '')],
    ['a data URI', `data:text/plain;base64,${base64}`],
  ])('can be %s', async (_, file) => {
    const { url, size } = await client.files.upload({ file, fileName: 'a.txt' })
    expect(size).toBe(10)
    expect(await delivered(url)).toBe('some bytes')
  })

  it('can be a stream, whose part comes after the others', async () => {
    const file = createReadStream(join(import.meta.dirname, '../delivery/no-preview.jpg'))
    const stored = await client.files.upload({ file, fileName: 'stream.jpg' })
    expect(stored).toMatchObject({ fileType: 'image', width: 360, height: 640, size: 5091 })
  })

  it.each([
    ['half a character', 'QUJDR'],
    ['something other than Base64', 'nö!nö!nö!nö!'],
    ['padding in the middle', 'QQ==QUJD'],
    ['a URL of a host that is not allowed', 'http://127.0.0.1:9/video.mp4'],
  ])('is refused if it is %s', async (_, file) => {
    expect(await refusalOf(media.post({ file, fileName: 'a.txt' }))).toBe(
      '400 Your request contains invalid file parameter.',
    )
    expect(media.onDisk().incoming).toBe(0)
  })

  it('is fetched if it is the URL of an allowed host', async () => {
    const origin = await client.files.upload({ file: text, fileName: 'origin.txt' })
    await using other = await testMedia({ fetchableHosts: [new URL(media.url).host] })
    const copy = await other.client.files.upload({ file: origin.url ?? '', fileName: 'copy.txt' })
    expect(await delivered(copy.url)).toBe('some bytes')
    const gone = other.post({ file: `${origin.url}x`, fileName: 'copy.txt' })
    expect(await refusalOf(gone)).toBe('400 Your request contains invalid file parameter.')
  })

  it('can have exactly the size of the limit, and no more', async () => {
    await using small = await testMedia({ maxFileBytes: 10 })
    expect((await small.post({ file: text, fileName: 'a.txt' })).status).toBe(200)
    for (const file of [asFile('some bytes.'), Buffer.from('some bytes.').toString('base64')]) {
      expect(await refusalOf(small.post({ file, fileName: 'a.txt' }))).toBe(
        '400 Your request contains invalid file parameter. The file size exceeds limits.',
      )
    }
    expect(small.onDisk()).toMatchObject({ incoming: 0, bytes: 1 })
  })

  it('is required, and so is its name', async () => {
    expect(await refusalOf(media.post({ fileName: 'a.txt' }))).toBe(
      '400 Your request is missing file parameter.',
    )
    expect(await refusalOf(media.post({ file: text }))).toBe(
      '400 Your request is missing fileName parameter.',
    )
  })
})

describe('a stored video', async () => {
  const { client } = await sharedMedia()

  it.each([
    ['ocean-waves.mp4', { duration: 5, videoCodec: 'h264', audioCodec: 'aac' }, 'video/mp4'],
    ['sunrise-run.mov', { duration: 5, videoCodec: 'h264', audioCodec: 'aac' }, 'video/quicktime'],
    ['northern-lights.webm', { duration: 4, videoCodec: 'vp9', audioCodec: 'opus' }, 'video/webm'],
  ])('has the size, duration and codecs of %s, whatever type is declared', async (name, facts, mime) => {
    const bytes = clip(name)
    const file = asFile(bytes, 'page.html', 'text/html')
    const stored = await client.files.upload({ file, fileName: 'video.txt', responseFields: ['metadata'] })
    expect(stored).toMatchObject({
      fileId: expect.stringMatching(/^[0-9a-f]{24}$/),
      fileType: 'non-image',
      width: 360,
      height: 640,
      size: bytes.length,
      ...facts,
      metadata: { width: 360, height: 640, ...facts },
    })
    expect(stored.bitRate).toBeGreaterThan(100_000)
    expect(stored.versionInfo?.id).toBe(stored.fileId)
    const details: unknown = await client.files.get(stored.fileId ?? '')
    expect(details).toMatchObject({ mime, width: 360, height: 640, ...facts })
  })

  it('without decodable bytes is stored without facts', async () => {
    const stored = await client.files.upload({
      file: asFile('<html>', 'a.mp4', 'video/mp4'),
      fileName: 'a.mp4',
    })
    expect(stored).toMatchObject({ fileType: 'non-image', size: 6 })
    expect(stored.width).toBeUndefined()
    expect(stored.duration).toBeUndefined()
  })

  it('with a pre-transformation is queued and answered without an id', async () => {
    const stored: unknown = await client.files.upload({
      file: asFile(clip('neon-city.mp4')),
      fileName: 'queued.mp4',
      transformation: { pre: 'w-100' },
    })
    expect(stored).toEqual({ message: 'The pre-transformation has been queued successfully.' })
  })
})

describe('the name of an upload', async () => {
  const media = await sharedMedia()
  const upload = (fileName: string, more: Record<string, unknown> = {}) =>
    media.client.files.upload({ file: text, fileName, ...more })

  it('gets a suffix of nine characters before its extension', async () => {
    expect((await upload('clip.mp4')).name).toMatch(/^clip_[\w-]{9}\.mp4$/)
  })

  it.each([
    ['a b#c?.mp4', 'a_b_c_.mp4'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['видео-1_ü.mp4', 'видео-1_ü.mp4'],
    ['line\r\nend.mp4', 'line__end.mp4'],
  ])('%j becomes %s', async (given, kept) => {
    const { name, url } = await upload(given, { useUniqueFileName: false })
    expect(name).toBe(kept)
    expect(await (await fetch(url ?? '')).text()).toBe('some bytes')
  })

  it.each(['.', '..', 'x'.repeat(256)])('%s is refused', async fileName => {
    expect(await refusalOf(media.post({ file: text, fileName }))).toMatch(/^400 .*invalid fileName/)
  })

  it.each([
    ['a/b', '/a/b'],
    ['//a///b//', '/a/b'],
    ['/../x y', '/__/x_y'],
  ])('in folder %s is stored in %s', async (folder, kept) => {
    const { filePath } = await upload('f.txt', { folder, useUniqueFileName: false })
    expect(filePath).toBe(`${kept}/f.txt`)
  })

  it('in a folder below fifty others is refused', async () => {
    const folder = '/a'.repeat(51)
    expect(await refusalOf(media.post({ file: text, fileName: 'a.txt', folder }))).toMatch(/invalid folder/)
  })
})

describe('an upload to a name that is in use', async () => {
  const media = await sharedMedia()
  const upload = (content: string, fileName: string, more: Record<string, unknown> = {}) =>
    media.client.files.upload({ file: asFile(content), fileName, useUniqueFileName: false, ...more })

  it('makes a new version of the same file', async () => {
    const first = await upload('one', 'again.txt', { tags: ['kept'] })
    const second = await upload('two!', 'again.txt', { overwriteTags: false })
    expect(second).toMatchObject({ fileId: first.fileId, size: 4, versionInfo: { name: 'Version 2' } })
    expect(await media.client.files.get(first.fileId ?? '')).toMatchObject({ tags: ['kept'], size: 4 })
    expect(await (await fetch(second.url ?? '')).text()).toBe('two!')
  })

  it('is refused if overwriteFile is false, and leaves the file unchanged', async () => {
    const { url } = await upload('one', 'once.txt')
    const bytes = media.onDisk().bytes
    await expect(upload('two', 'once.txt', { overwriteFile: false })).rejects.toThrow(
      '400 A file with the same name already exists at the exact location. We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.',
    )
    expect(await (await fetch(url ?? '')).text()).toBe('one')
    expect(media.onDisk()).toMatchObject({ incoming: 0, bytes })
  })

  it('succeeds exactly once if ten come at once and overwriteFile is false', async () => {
    const attempts = Array.from({ length: 10 }, (_, n) =>
      upload(`${n}`, 'race.txt', { overwriteFile: false }),
    )
    const results = await Promise.allSettled(attempts)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await media.client.assets.list({ searchQuery: 'name = "race.txt"' })).toHaveLength(1)
  })

  it('makes ten versions of one file if ten come at once', async () => {
    const attempts = Array.from({ length: 10 }, (_, n) => upload(`${n}`, 'versions.txt'))
    const stored = await Promise.all(attempts)
    expect(new Set(stored.map(({ fileId }) => fileId)).size).toBe(1)
    expect(new Set(stored.map(({ versionInfo }) => versionInfo?.name)).size).toBe(10)
  })
})

describe('the fields of an upload', async () => {
  const media = await sharedMedia()

  it('are in the answer if responseFields names them', async () => {
    const stored = await media.client.files.upload({
      file: text,
      fileName: 'a.txt',
      tags: ['a', 'b', 'a'],
      customMetadata: { price: 5 },
      isPrivateFile: true,
      responseFields: ['tags', 'customMetadata', 'isPrivateFile'],
    })
    expect(stored).toMatchObject({ tags: ['a', 'b'], customMetadata: { price: 5 }, isPrivateFile: true })
  })

  it.each([
    ['tags', 'x'.repeat(501)],
    ['tags', '10%'],
    ['useUniqueFileName', 'maybe'],
    ['customMetadata', '[1]'],
    ['responseFields', 'everything'],
  ])('are refused: %s = %s', async (name, value) => {
    const answer = media.post({ file: text, fileName: 'a.txt', [name]: value })
    expect(await refusalOf(answer)).toBe(`400 Your request contains invalid ${name} parameter.`)
  })

  it('are refused if one is sent twice', async () => {
    const form = new FormData()
    for (const [name, value] of [
      ['fileName', 'a.txt'],
      ['folder', '/a'],
      ['folder', '/b'],
    ]) {
      form.append(name ?? '', value ?? '')
    }
    form.append('file', text)
    const { headers } = new Request(media.url, {
      headers: { authorization: `Basic ${Buffer.from('private_test:').toString('base64')}` },
    })
    const answer = fetch(`${media.url}/api/v1/files/upload`, { method: 'POST', headers, body: form })
    expect(await refusalOf(answer)).toBe('400 Your request contains the folder parameter more than once.')
  })
})

describe('a body that is not a form', async () => {
  const media = await sharedMedia()
  const disposition = 'content-disposition: form-data; name="file"; filename="a"'

  it.each([
    ['ends in the middle of the file', `--x\r\n${disposition}\r\n\r\nabc`],
    ['ends in the middle of a field', '--x\r\ncontent-disposition: form-data; name="folder"\r\n\r\n/a'],
    ['has no part', 'anything'],
    ['is empty', ''],
  ])('and %s is refused and leaves nothing', async (_, body) => {
    const answer = fetch(`${media.url}/api/v1/files/upload`, {
      method: 'POST',
      headers: { authorization: basic(PRIVATE_KEY), 'content-type': 'multipart/form-data; boundary=x' },
      body,
    })
    expect(await refusalOf(answer)).toBe('400 Your request contains a malformed multipart body.')
    expect(media.onDisk()).toMatchObject({ incoming: 0, bytes: 0 })
  })
})
