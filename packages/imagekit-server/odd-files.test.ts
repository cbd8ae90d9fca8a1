import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { branded, fragmentedClip, silentClip, uncompressedClip, withField } from './test-clips.ts'
import { asFile, clip, eventually, sharedMedia, type TestMedia, testMedia } from './test-media-server.ts'

type Bytes = Buffer<ArrayBuffer>

async function stored({ client }: TestMedia, bytes: Bytes, fileName = 'video.mp4') {
  return client.files.upload({ file: asFile(bytes), fileName, responseFields: ['metadata'] })
}

async function typeOf(media: TestMedia, bytes: Bytes) {
  const { fileId = '' } = await stored(media, bytes)
  return (await media.client.files.get(fileId)).mime
}

/** The answer to a request for the stream, once it is no longer being made. */
async function streamOf(url: string | undefined, height = 240): Promise<Response> {
  const address = `${url}/ik-master.m3u8?tr=sr-${height}`
  await eventually(async () => (await fetch(address)).status).not.toBe(202)
  return fetch(address)
}

function variantsIn(playlist: string) {
  return playlist.split('\n').filter(line => line !== '' && !line.startsWith('#'))
}

describe('the duration of a file', async () => {
  const media = await sharedMedia()
  const fragmented = await fragmentedClip()
  const DURATION = { mvhd: 16, tkhd: 20, mdhd: 16 }

  it.each([
    ['has no duration in its header', fragmented],
    ['was recorded with milliseconds in another unit', withField(fragmented, 'mdhd', DURATION.mdhd, 4000)],
    ['says in every header that it is unknown', withUnknownDurations()],
    [
      'is not fragmented and says that it is unknown',
      withField(clip('neon-city.mp4'), 'mdhd', DURATION.mdhd, 2 ** 32 - 1),
    ],
    ['says that it is zero', withField(clip('neon-city.mp4'), 'mvhd', DURATION.mvhd, 0)],
  ])('is measured, and its bit rate with it, if it %s', async (_, bytes) => {
    const { duration, bitRate } = await stored(media, bytes)
    expect(duration).toBe(4)
    expect(bitRate).toBe(Math.round((bytes.length * 8) / 4.5))
  })

  it.each([1e300, 3.15e12, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'is measured if the header of a WebM says %d',
    async milliseconds => {
      const bytes = Buffer.from(clip('northern-lights.webm'))
      const header = bytes.indexOf(Buffer.from([0x44, 0x89, 0x88]))
      expect(header).toBeGreaterThan(0)
      bytes.writeDoubleBE(milliseconds, header + 3)
      expect(await stored(media, bytes)).toMatchObject({ duration: 4, videoCodec: 'vp9' })
    },
  )

  it('is left out if time stamps say that it lasts for years', async () => {
    // The first entry of `stts`: how long each frame lasts.
    const { duration, width } = await stored(media, withField(clip('neon-city.mp4'), 'stts', 12, 2 ** 31 - 1))
    expect([duration, width]).toEqual([undefined, 360])
  })

  function withUnknownDurations() {
    return Object.entries(DURATION).reduce(
      (bytes, [box, offset]) => withField(bytes, box, offset, 2 ** 32 - 1),
      fragmented,
    )
  }
})

describe('a file that is cut', async () => {
  const media = await sharedMedia()

  it.each([
    ['MP4', clip('neon-city.mp4')],
    ['MOV', clip('sunrise-run.mov')],
    ['fragmented MP4', await fragmentedClip()],
  ])('is stored without the facts of a video: %s', async (_, bytes) => {
    for (const share of [0.2, 0.6, 0.95]) {
      const { width, duration } = await stored(media, bytes.subarray(0, Math.floor(bytes.length * share)))
      expect([width, duration], String(share)).toEqual([undefined, undefined])
    }
  })

  it('has the duration of what is there if it is a WebM, which players play to that point', async () => {
    const bytes = clip('northern-lights.webm')
    const { duration = 0 } = await stored(media, bytes.subarray(0, Math.floor(bytes.length * 0.6)))
    expect(duration).toBeLessThan(4)
  })

  it('is not one that has something behind its last box', async () => {
    const more = Buffer.concat([clip('neon-city.mp4'), Buffer.from('0123456789')])
    expect((await stored(media, more)).duration).toBe(4)
  })
})

describe('the type of a file', async () => {
  const media = await sharedMedia()
  const video = clip('neon-city.mp4')

  it.each([
    [['3gp5', 'isom', 'mp41'], 'video/mp4'],
    [['3gp6', '3gp6', 'isom', 'iso2', 'avc1'], 'video/mp4'],
    [['3g2a', 'mp42'], 'video/mp4'],
    [['3gp5', 'qt  '], 'video/quicktime'],
    [['3gp5', '3gp4'], 'video/3gpp'],
    [['isom', '3gp5'], 'video/mp4'],
    [['qt  ', 'isom'], 'video/quicktime'],
    [['M4V ', 'isom'], 'video/x-m4v'],
    [['heic', 'mp41', 'isom'], 'image/heic'],
    [['avis', 'iso8'], 'image/avif'],
    [['M4A ', 'isom', 'mp42'], 'audio/x-m4a'],
  ])('is read from all of the brands that it lists: %s', async (brands, mime) => {
    expect(await typeOf(media, branded(video, brands))).toBe(mime)
  })

  it('of a box that claims to be long is read from what is there', async () => {
    const long = branded(video, ['3gp5', 'isom'])
    long.writeUInt32BE(2 ** 32 - 1, 0)
    expect(await typeOf(media, long)).toBe('video/mp4')
    expect(await typeOf(media, Buffer.from('\0\0\0\x0cftyp3gp5', 'latin1'))).not.toBe('video/mp4')
  })
})

describe('the stream of a video without sound', async () => {
  const silent = await silentClip()

  it.each([
    ['with ffmpeg, if installed', {}],
    ['without ffmpeg', { ffmpeg: null }],
  ])('has a variant with its pictures, %s', async (_, options) => {
    await using media = await testMedia(options)
    const response = await streamOf((await stored(media, silent)).url)
    const playlist = await response.text()
    expect(response.status).toBe(200)
    expect(playlist).toMatch(/BANDWIDTH=[1-9]\d{4,6},[^\n]*RESOLUTION=/)
    expect(variantsIn(playlist)).toHaveLength(1)
  })
})

it('a stream without a variant that an earlier version has kept is made again', async () => {
  await using media = await testMedia({ ffmpeg: null })
  const { url, fileId } = await stored(media, await silentClip())
  expect((await streamOf(url)).status).toBe(200)
  const playlist = join(media.dataDir, 'renditions', fileId ?? '', '0', 'master.m3u8')
  writeFileSync(playlist, '#EXTM3U\n#EXT-X-VERSION:6\n')
  expect(variantsIn(await (await streamOf(url)).text())).toHaveLength(1)
})

describe('without ffmpeg, a file with uncompressed sound', async () => {
  const media = await sharedMedia({ ffmpeg: null })

  it.each([
    { codec: 'pcm-s16', sampleRate: 96_000, numberOfChannels: 1 },
    { codec: 'pcm-s16', sampleRate: 48_000, numberOfChannels: 6 },
    { codec: 'pcm-s24', sampleRate: 48_000, numberOfChannels: 2 },
    { codec: 'pcm-s32', sampleRate: 48_000, numberOfChannels: 2 },
    { codec: 'pcm-f32', sampleRate: 48_000, numberOfChannels: 2 },
  ] as const)(
    'is stored and has no stream: $codec, $sampleRate Hz, $numberOfChannels channels',
    async sound => {
      const { url, duration } = await stored(media, await uncompressedClip(sound), 'camera.mov')
      expect(duration).toBe(4)
      const response = await streamOf(url)
      expect([response.status, response.headers.get('ik-error')]).toEqual([
        404,
        `EENCODE - Not Found: encoding failed: its audio cannot be streamed: ${sound.codec}`,
      ])
      expect((await fetch(url ?? '')).status).toBe(200)
      expect(media.onDisk()).toMatchObject({ incoming: 0, renditions: 0 })
    },
  )
})

describe('damage', () => {
  it('of any byte of the headers ends neither the server nor other requests', {
    timeout: 120_000,
  }, async () => {
    await using media = await testMedia({ ffmpeg: null })
    for (const bytes of [clip('neon-city.mp4'), clip('northern-lights.webm'), await fragmentedClip()]) {
      for (let round = 0; round < 5; round += 1) {
        const { url } = await stored(media, damaged(bytes, round))
        expect([200, 404]).toContain((await streamOf(url)).status)
      }
    }
    expect(await stored(media, clip('neon-city.mp4'))).toMatchObject({ duration: 4 })
  })
})

/** A copy with 30 bits flipped in the first and the last kilobytes, where the headers are. The same for each seed. */
function damaged(bytes: Bytes, seed: number): Bytes {
  const changed = Buffer.from(bytes)
  let state = seed + 1
  for (let flips = 0; flips < 30; flips += 1) {
    state = (state * 48_271) % 2_147_483_647
    const distance = state % 3000
    const at = flips % 2 === 0 ? 40 + distance : changed.length - 1 - distance
    changed[at] = (changed[at] ?? 0) ^ (1 << (state % 8))
  }
  return changed
}
