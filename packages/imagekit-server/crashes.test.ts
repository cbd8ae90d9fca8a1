import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { asFile, basic, clip, eventually, PRIVATE_KEY, PUBLIC_KEY, testMedia } from './test-media-server.ts'

const BOUNDARY = 'boundary'
function field(name: string, value: string) {
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
}
const FILE_HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a"\r\ncontent-type: video/mp4\r\n\r\n`
const END = `\r\n--${BOUNDARY}--\r\n`

function head(length: number, contentType = `multipart/form-data; boundary=${BOUNDARY}`) {
  return `POST /api/v1/files/upload HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: ${basic(PRIVATE_KEY)}\r\ncontent-type: ${contentType}\r\ncontent-length: ${length}\r\n\r\n`
}

/** Posts a body as it is and resolves with the status, or undefined if the connection ends without an answer. */
async function postRaw(port: number, body: string | Buffer, contentType?: string) {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(head(Buffer.byteLength(body), contentType))
  socket.write(body)
  const answer = await text(socket).catch(() => '')
  return /^HTTP\/1.1 (\d+)/.exec(answer)?.[1]
}

/** Begins an upload of 100 kB and sends half of it. */
function beginUpload(port: number) {
  const start = field('fileName', 'half.mp4') + FILE_HEAD
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(head(start.length + 100_000 + END.length))
  socket.write(start)
  socket.write(Buffer.alloc(50_000))
  return socket
}

function arriving(dataDir: string) {
  const folder = join(dataDir, 'incoming')
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

async function startProcess(dataDir: string) {
  const main = join(import.meta.dirname, 'main.ts')
  const args = [
    main,
    '--port',
    '0',
    '--data',
    dataDir,
    '--private-key',
    PRIVATE_KEY,
    '--public-key',
    PUBLIC_KEY,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  for await (const piece of child.stdout) {
    printed += String(piece)
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1]
    if (port !== undefined) return { child, port: Number(port) }
  }
  throw new Error(`The server ended before it listened: ${printed}`)
}

describe('a server that is killed', () => {
  it('in the middle of an upload leaves nothing of it and keeps the files stored before', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'media-killed-'))
    const { child, port } = await startProcess(dataDir)
    try {
      const body = field('fileName', 'whole.mp4') + FILE_HEAD + clip('neon-city.mp4').toString('latin1') + END
      expect(await postRaw(port, Buffer.from(body, 'latin1'))).toBe('200')
      const socket = beginUpload(port)
      await eventually(() => arriving(dataDir)).toBeGreaterThan(0)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      socket.destroy()
      expect(arriving(dataDir)).toBeGreaterThan(0)

      await using media = await testMedia({ dataDir, imagekitId: 'local' })
      const [kept, ...others] = await media.client.assets.list()
      expect(others).toEqual([])
      expect(kept).toMatchObject({ size: clip('neon-city.mp4').length, width: 360, height: 640 })
      expect(media.onDisk()).toMatchObject({ incoming: 0, bytes: 1 })
    } finally {
      child.kill('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})

describe('a restart', () => {
  it('keeps files, folders and bytes, which no second server can use in the meantime', async () => {
    await using first = await testMedia()
    const { dataDir } = first
    const file = asFile('some bytes')
    const { fileId = '', filePath = '' } = await first.client.files.upload({
      file,
      fileName: 'a.txt',
      folder: '/x',
    })
    await expect(testMedia({ dataDir })).rejects.toThrow('database is locked')
    await first.close()
    await using second = await testMedia({ dataDir })
    expect(await second.client.files.get(fileId)).toMatchObject({ filePath, size: 10 })
    expect(await second.client.assets.list({ type: 'folder', path: '/' })).toMatchObject([{ name: 'x' }])
    expect(await (await fetch(`${second.urlEndpoint}${filePath}`)).text()).toBe('some bytes')
  })

  it('on a port in use fails with EADDRINUSE', async () => {
    await using media = await testMedia()
    const dataDir = join(media.dataDir, 'another')
    await expect(testMedia({ port: media.port, dataDir })).rejects.toThrow('EADDRINUSE')
  })
})

describe('an upload', () => {
  it('leaves nothing if its client goes away in the middle', async () => {
    await using media = await testMedia()
    const socket = beginUpload(media.port)
    await eventually(() => arriving(media.dataDir)).toBeGreaterThan(0)
    socket.destroy()
    await eventually(media.onDisk).toMatchObject({ incoming: 0, bytes: 0 })
    expect(await media.client.assets.list()).toEqual([])
    expect(media.logged).toEqual([])
  })

  it('leaves nothing if the server closes in the middle', async () => {
    await using media = await testMedia()
    beginUpload(media.port)
    await eventually(() => arriving(media.dataDir)).toBeGreaterThan(0)
    await media.close()
    expect(media.onDisk()).toMatchObject({ incoming: 0, bytes: 0 })
  })

  it.each([
    ['nothing', ''],
    ['no boundary in it', 'just text'],
    ['no end', field('fileName', 'a.txt') + FILE_HEAD],
    ['a part without a name', `--${BOUNDARY}\r\n\r\nvalue${END}`],
    [
      'a header without an end',
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${'x'.repeat(100_000)}`,
    ],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256))],
    ['zeros after the boundary', `--${BOUNDARY}\r\n${'\0'.repeat(10_000)}${END}`],
    ['a field of a megabyte', field('fileName', 'x'.repeat(1_000_000)) + END],
    ['names of object properties', field('__proto__', 'x') + field('constructor', 'y') + END],
    ['10,000 fields', Array.from({ length: 10_000 }, (_, n) => field(`f${n}`, 'x')).join('') + END],
    [
      'a part for every byte, as the SDK sends a bare Buffer',
      Array.from({ length: 5000 }, (_, n) => field(`file[${n}]`, '65')).join('') + END,
    ],
  ])('with %s is refused, and the server keeps running', async (_, body) => {
    await using media = await testMedia()
    expect(await postRaw(media.port, body)).toBe('400')
    expect(media.onDisk()).toMatchObject({ incoming: 0, bytes: 0 })
    expect((await media.post({ file: asFile('x'), fileName: 'a.txt' })).status).toBe(200)
    expect(media.logged).toEqual([])
  })

  it.each([
    'application/json',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'text/plain; boundary=x',
  ])('of type %s is refused', async contentType => {
    await using media = await testMedia()
    expect(await postRaw(media.port, '{"file":"x"}', contentType)).toBe('400')
  })
})
