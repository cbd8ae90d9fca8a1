import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { BufferSource, Input, MP4, QTFF, WEBM } from 'mediabunny'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CutPreview, cutPreview } from '#domains/previews/cutting.ts'
import { FileUnreachable, openRangedFile } from '#domains/previews/ranged-file.ts'

const CLIPS = join(import.meta.dirname, '../../local/sample-content')
const files = new Map<string, Buffer>()
let fault: number | null = null

const server = createServer((request, response) => {
  const bytes = files.get(decodeURIComponent(request.url ?? '').slice(1)) ?? Buffer.alloc(0)
  const [, start = '0', end = '0'] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  response.writeHead(fault ?? 206).end(bytes.subarray(Number(start), Number(end) + 1))
})
beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => server.close())

function offered(name: string, bytes: Buffer) {
  files.set(name, bytes)
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return { url: `http://127.0.0.1:${port}/${encodeURIComponent(name)}`, sizeBytes: bytes.length }
}

const clip = (name: string) => readFileSync(join(CLIPS, name))

async function secondsOf(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  using input = new Input({ formats: [MP4, QTFF, WEBM], source: new BufferSource(bytes) })
  return await input.computeDuration()
}

async function expectPreview(cut: CutPreview, of: Buffer): Promise<void> {
  const [seconds, whole] = [await secondsOf(cut.bytes), await secondsOf(new Uint8Array(of))]
  expect(seconds).toBeLessThanOrEqual(Math.min(5, whole / 5))
  expect(seconds).toBeGreaterThan(Math.min(5, whole / 5) / 2)
  expect(cut.bytes.length).toBeLessThanOrEqual(3 * 1024 * 1024 * 1.02)
}

describe('a preview', () => {
  it.each(['ocean-waves.mp4', 'sunrise-run.mov', 'northern-lights.webm'])(
    '[67] of %s lasts at most a fifth of it, and has its pictures and its sound',
    async name => {
      const whole = clip(name)
      const cut = await cutPreview(offered(name, whole))
      await expectPreview(cut, whole)
      using input = new Input({ formats: [MP4, QTFF, WEBM], source: new BufferSource(cut.bytes) })
      const [pictures, sound] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
      expect(await pictures?.getDisplayHeight()).toBe(640)
      expect(await sound?.getCodec()).toBe(name.endsWith('webm') ? 'opus' : 'aac')
      expect(cut.extension).toBe(name.endsWith('webm') ? 'webm' : 'mp4')
    },
  )

  it('[67] is not cut from what is no video, and from no damaged one longer than it is', async () => {
    const whole = clip('ocean-waves.mp4')
    // The first three are no videos at all.
    const notVideos = 3
    const damaged = [
      Buffer.from('not a video'),
      Buffer.alloc(100_000),
      whole.subarray(0, 1_000),
      whole.subarray(whole.length / 2),
      Buffer.concat([whole.subarray(0, 5_000), Buffer.alloc(whole.length - 5_000)]),
    ]
    for (const [index, bytes] of damaged.entries()) {
      const cut = await cutPreview(offered(`damaged-${index}`, bytes)).catch((error: unknown) => {
        // There is no preview, and another attempt would not help.
        expect(error).not.toBeInstanceOf(FileUnreachable)
        return null
      })
      if (cut) expect(await secondsOf(cut.bytes)).toBeLessThanOrEqual(2)
      if (index < notVideos) expect(cut).toBeNull()
    }
    // Its media are cut off: what is there of them is less than its index says.
    const half = await cutPreview(offered('half', whole.subarray(0, whole.length / 2)))
    await expectPreview(half, whole)
  })

  it('can be cut later if the media service fails now', async () => {
    const file = offered('later', clip('ocean-waves.mp4'))
    fault = 503
    await expect(cutPreview(file)).rejects.toThrow('A part of a video did not arrive')
    fault = null
    await expect(cutPreview(file)).resolves.toMatchObject({ extension: 'mp4' })
  })
})

describe('a file that is read in ranges', () => {
  it('[67] gives no more than its budget, however often it is asked', async () => {
    const { url, sizeBytes } = offered('zeros', Buffer.alloc(4_000_000))
    const file = openRangedFile(url, sizeBytes, 1_000_000)
    expect((await file.read(10, 600_000)).length).toBe(599_990)
    expect((await file.read(20, 500_000)).length).toBe(499_980)
    const once = file.bytesRead()
    expect(once).toBeLessThan(700_000)
    await expect(file.read(1_000_000, 3_000_000)).rejects.toThrow('More than 1000000 bytes would be read')
  })

  it('is the same in parts as in one piece', async () => {
    const bytes = clip('neon-city.mp4')
    const { url, sizeBytes } = offered('parts', bytes)
    const file = openRangedFile(url, sizeBytes, 10_000_000)
    for (const [start, end] of [
      [0, 1],
      [131_071, 131_073],
      [100, 200_000],
      [5, sizeBytes],
      [131_072, 131_080],
    ] as const) {
      expect(Buffer.from(await file.read(start, end)).equals(bytes.subarray(start, end)), `${start}`).toBe(
        true,
      )
    }
  })
})
