import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { uncompressedClip } from '../test-clips.ts'
import { asFile, clip, eventually, sharedMedia, type TestMedia, testMedia } from '../test-media-server.ts'
import { findFfmpeg } from './ffmpeg.ts'

const scratch = mkdtempSync(join(tmpdir(), 'ffmpeg-test-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** A script in place of ffmpeg. `$target` is the path to write to, and `runs` counts its runs. */
function standIn(name: string, script: string) {
  const path = join(scratch, name)
  const log = `${path}.log`
  writeFileSync(log, '')
  writeFileSync(path, `#!/bin/sh\necho run >> '${log}'\nfor target in "$@"; do :; done\n${script}\n`)
  chmodSync(path, 0o755)
  return { path, runs: () => readFileSync(log, 'utf8').split('\n').length - 1 }
}

const picture = join(import.meta.dirname, 'no-preview.jpg')

async function video({ client }: TestMedia, name = 'sunrise-run.mov', more: Record<string, unknown> = {}) {
  const stored = await client.files.upload({ file: asFile(clip(name)), fileName: name, ...more })
  return { url: stored.url ?? '', fileId: stored.fileId ?? '', filePath: stored.filePath ?? '' }
}

async function bytesOf(response: Response) {
  return Buffer.from(await response.arrayBuffer())
}

/** Resolves with the answer once the stream is no longer being made. */
async function made(url: string): Promise<Response> {
  async function empty() {
    const response = await fetch(url)
    return response.status === 202 && (await response.text()) === ''
  }
  await eventually(empty).toBe(false)
  return fetch(url)
}

function linesOf(playlist: string) {
  return playlist.split('\n').filter(line => line !== '' && !line.startsWith('#'))
}

describe('a thumbnail', async () => {
  const media = await sharedMedia()
  const { url } = await video(media)

  it('is a frame if ffmpeg is installed, and a placeholder if not', async () => {
    const response = await fetch(`${url}/ik-thumbnail.jpg?tr=so-2,w-180`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    const file = asFile(await bytesOf(response))
    const { width, height } = await media.client.files.upload({ file, fileName: 'frame.jpg' })
    expect([width, height]).toEqual(findFfmpeg() === null ? [360, 640] : [180, 320])
  })

  it('is the last frame if the time is after the end, and cropped to both sides that are given', async () => {
    const response = await fetch(`${url}/ik-thumbnail.jpg?tr=so-999,w-100,h-100`)
    const file = asFile(await bytesOf(response))
    const { width, height } = await media.client.files.upload({ file, fileName: 'frame.jpg' })
    expect([width, height]).toEqual(findFfmpeg() === null ? [360, 640] : [100, 100])
  })

  it.each([
    ['w-90,h-400,c-at_max', [90, 160]],
    ['w-486,h-864,c-at_max', [360, 640]],
  ])('fits into a box without being cropped or enlarged: %s', async (tr, size) => {
    const file = asFile(await bytesOf(await fetch(`${url}/ik-thumbnail.jpg?tr=${tr}`)))
    const { width, height } = await media.client.files.upload({ file, fileName: 'frame.jpg' })
    expect([width, height]).toEqual(findFfmpeg() === null ? [360, 640] : size)
  })

  it('is a placeholder without ffmpeg, and no cache keeps it', async () => {
    await using bare = await testMedia({ ffmpeg: null })
    const response = await fetch(`${(await video(bare)).url}/ik-thumbnail.jpg`)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(response.headers.get('x-placeholder')).toBe('ffmpeg is not installed')
    expect((await bytesOf(response)).equals(readFileSync(picture))).toBe(true)
  })

  it.each(['so-x', 'w-0', 'w-99999', 'h--1', 'so-1.234'])('of %s is refused', async tr => {
    expect((await fetch(`${url}/ik-thumbnail.jpg?tr=${tr}`)).status).toBe(400)
  })

  it('is a 404 for a file that is not a video or cannot be decoded', async () => {
    const other = await media.client.files.upload({ file: asFile('text'), fileName: 'a.mp4' })
    expect((await fetch(`${other.url}/ik-thumbnail.jpg`)).status).toBe(404)
    await using failing = await testMedia({ ffmpeg: standIn('failing', 'exit 1').path })
    const response = await fetch(`${(await video(failing)).url}/ik-thumbnail.jpg`)
    expect([response.status, response.headers.get('ik-error')]).toEqual([
      404,
      'EDECODE - Not Found: no frame could be decoded',
    ])
    expect(failing.onDisk()).toMatchObject({ incoming: 0, renditions: 0 })
  })

  it('is made once, however often it is requested, even after a restart', async () => {
    const ffmpeg = standIn('copying', `cp '${picture}' "$target"`)
    await using first = await testMedia({ ffmpeg: ffmpeg.path })
    const { pathname } = new URL((await video(first, 'sunrise-run.mov')).url)
    const get = async ({ url }: TestMedia, query: string) =>
      (await fetch(`${url}${pathname}/ik-thumbnail.jpg${query}`)).status
    const many = Array.from({ length: 20 }, () => get(first, ''))
    expect(new Set(await Promise.all(many))).toEqual(new Set([200]))
    expect(await get(first, '?tr=so-0')).toBe(200)
    expect(ffmpeg.runs()).toBe(1)
    await first.close()
    await using second = await testMedia({ ffmpeg: ffmpeg.path, dataDir: first.dataDir })
    expect(await get(second, '')).toBe(200)
    expect(ffmpeg.runs()).toBe(1)
    expect(await get(second, '?tr=so-1')).toBe(200)
    expect(ffmpeg.runs()).toBe(2)
  })

  it('is deleted with its video', async () => {
    const ffmpeg = standIn('deleted', `cp '${picture}' "$target"`)
    await using copying = await testMedia({ ffmpeg: ffmpeg.path })
    const { url, fileId } = await video(copying)
    expect((await fetch(`${url}/ik-thumbnail.jpg`)).status).toBe(200)
    expect(copying.onDisk().renditions).toBe(1)
    await copying.client.files.delete(fileId)
    expect(copying.onDisk().renditions).toBe(0)
    expect((await fetch(`${url}/ik-thumbnail.jpg`)).status).toBe(404)
  })

  it('of a private video needs a signature of its own', async () => {
    const { url, filePath } = await video(media, 'sunrise-run.mov', { isPrivateFile: true })
    expect((await fetch(`${url}/ik-thumbnail.jpg`)).status).toBe(401)
    const src = `${filePath}/ik-thumbnail.jpg`
    const signed = media.client.helper.buildSrc({ urlEndpoint: media.urlEndpoint, src, signed: true })
    expect((await fetch(signed)).status).toBe(200)
  })
})

describe('an HLS stream', () => {
  it.each(
    // On a machine with ffmpeg and on one without.
    [
      {
        of: 'an MP4 with ffmpeg, if installed',
        name: 'neon-city.mp4',
        options: {},
        height: findFfmpeg() ? 240 : 640,
      },
      { of: 'an MP4 without ffmpeg', name: 'neon-city.mp4', options: { ffmpeg: null }, height: 640 },
      { of: 'a MOV without ffmpeg', name: 'sunrise-run.mov', options: { ffmpeg: null }, height: 640 },
      { of: 'a WebM without ffmpeg', name: 'northern-lights.webm', options: { ffmpeg: null }, height: 640 },
    ],
  )('is made at the first request, with all of its segments: $of', async ({ name, options, height }) => {
    await using media = await testMedia(options)
    const { url, filePath } = await video(media, name, { isPrivateFile: true })
    expect((await fetch(`${url}/ik-master.m3u8?tr=sr-240`)).status).toBe(401)
    const master = media.client.helper.buildSrc({
      urlEndpoint: media.urlEndpoint,
      src: `${filePath}/ik-master.m3u8`,
      signed: true,
      queryParameters: { tr: 'sr-240_1080' },
    })
    expect((await fetch(master)).status).toBe(202)
    const response = await made(master)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    const text = await response.text()
    expect(text).toMatch(/BANDWIDTH=[1-9]\d{4,6},[^\n]*CODECS="(avc1[^"]*,mp4a|vp09[^"]*,Opus)/)
    expect(text).toMatch(new RegExp(`RESOLUTION=\\d+x${height}\\b`))
    const [variant = '', ...others] = linesOf(text)
    expect(others).toEqual([])
    const variantUrl = new URL(variant, master)
    const variantText = await (await fetch(variantUrl)).text()
    const [initial] = /(?<=URI=")[^"]+/.exec(variantText) ?? []
    const segments = linesOf(variantText)
    expect(segments.length).toBeGreaterThan(1)
    for (const segment of initial ? [initial, ...segments] : segments) {
      const part = await fetch(new URL(segment, variantUrl))
      const type = initial ? 'video/mp4' : 'video/mp2t'
      expect([part.status, part.headers.get('content-type')]).toEqual([200, type])
      const bytes = await bytesOf(part)
      if (initial) expect(bytes.toString('latin1', 4, 8)).toMatch(/ftyp|styp|moof/)
      else expect(bytes[0]).toBe(0x47)
    }
    expect((await fetch(new URL(segments[0]?.split('?')[0] ?? '', variantUrl))).status).toBe(401)
  })

  it.each(['', 'sr-', 'sr-100', 'sr-240_x', 'sr-240,w-100'])('of "%s" is refused', async tr => {
    await using media = await testMedia({ ffmpeg: null })
    expect((await fetch(`${(await video(media)).url}/ik-master.m3u8?tr=${tr}`)).status).toBe(400)
  })

  it('that cannot be encoded is a 404 that names the reason', async () => {
    const ffmpeg = standIn('broken', 'echo "no such codec" >&2; exit 1')
    await using media = await testMedia({ ffmpeg: ffmpeg.path })
    // Nor can a stream be made of it without ffmpeg: no browser plays its codec.
    const bytes = Buffer.from(clip('neon-city.mp4').toString('latin1').replaceAll('avc1', 'mp4v'), 'latin1')
    const { url } = await media.client.files.upload({ file: asFile(bytes), fileName: 'old.mp4' })
    const address = `${url}/ik-master.m3u8?tr=sr-240`
    const response = await made(address)
    expect([response.status, response.headers.get('ik-error')]).toEqual([
      404,
      expect.stringContaining('EENCODE - Not Found: encoding failed: Command failed'),
    ])
    const runs = ffmpeg.runs()
    expect((await fetch(address)).status).toBe(404)
    expect(ffmpeg.runs()).toBe(runs)
    expect(media.onDisk()).toMatchObject({ incoming: 0, renditions: 0 })
  })

  it('is cut from the file as it is if it cannot be encoded, with its sound if that can be streamed', async () => {
    const ffmpeg = standIn('unable', 'exit 1')
    await using media = await testMedia({ ffmpeg: ffmpeg.path })
    const codecsOf = async (bytes: Buffer<ArrayBuffer>, fileName: string) => {
      const { url } = await media.client.files.upload({ file: asFile(bytes), fileName })
      const response = await made(`${url}/ik-master.m3u8?tr=sr-240`)
      return /CODECS="([^"]+)"/.exec(await response.text())?.[1]
    }
    expect(await codecsOf(clip('neon-city.mp4'), 'whole.mp4')).toMatch(/^avc1\.\w+,mp4a\.[\w.]+$/)
    const sound = { codec: 'pcm-s16', sampleRate: 48_000, numberOfChannels: 2 } as const
    expect(await codecsOf(await uncompressedClip(sound), 'camera.mov')).toMatch(/^avc1\.\w+$/)
  })

  it('is given up when the server closes, and made by the next server', async () => {
    const endless = standIn('endless', 'exec sleep 600')
    await using first = await testMedia({ ffmpeg: endless.path })
    const { pathname } = new URL((await video(first)).url)
    const path = `${pathname}/ik-master.m3u8?tr=sr-360`
    expect((await fetch(first.url + path)).status).toBe(202)
    await eventually(endless.runs).toBe(1)
    expect((await fetch(first.url + path)).status).toBe(202)
    // Only one is encoded at a time, so the second video waits.
    expect(
      (await fetch(`${(await video(first, 'neon-city.mp4')).url}/ik-master.m3u8?tr=sr-360`)).status,
    ).toBe(202)
    await first.close()
    expect(endless.runs()).toBe(1)
    const writing = standIn(
      'writing',
      `folder=$(dirname "$target")
printf '#EXTM3U\\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x1\\n360.m3u8\\n' > "$folder/master.m3u8"
printf '#EXTM3U\\n#EXTINF:2.0,\\n360-000.ts\\n' > "$folder/360.m3u8"
printf 'bytes' > "$folder/360-000.ts"`,
    )
    await using second = await testMedia({ ffmpeg: writing.path, dataDir: first.dataDir })
    const playlist = await (await made(second.url + path)).text()
    expect(playlist).toContain('BANDWIDTH=20,')
    expect(linesOf(playlist)).toEqual(['ik-hls/360/360.m3u8'])
    const segment = await fetch(`${second.url}${pathname}/ik-hls/360/360-000.ts`, {
      headers: { range: 'bytes=1-2' },
    })
    expect([segment.status, await segment.text()]).toEqual([206, 'yt'])
    expect((await fetch(`${second.url}${pathname}/ik-hls/360/480.m3u8`)).status).toBe(404)
    await second.close()
    await using third = await testMedia({ ffmpeg: null, dataDir: first.dataDir })
    expect((await fetch(third.url + path)).status).toBe(200)
  })

  it('of DASH is not offered', async () => {
    await using media = await testMedia({ ffmpeg: null })
    const response = await fetch(`${(await video(media)).url}/ik-master.mpd?tr=sr-240`)
    expect([response.status, response.headers.get('ik-error')]).toEqual([
      404,
      expect.stringContaining('DASH'),
    ])
  })
})
