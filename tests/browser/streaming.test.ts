import ImageKit from 'imagekit'
import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import type { Reel } from '#client'
import { newPartner } from '../setup/people/people.ts'
import { publishReel, readClip } from '../setup/videos/videos.ts'
import { PHONE, playing, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()

// The media service answers 202 until it has made the stream.
const SOON = { timeout: 20_000 }

test('the file plays while the stream is being made, and the stream once it is ready', async () => {
  const reel = await publishReel(await newPartner())
  const { page } = await browser.open(PHONE)
  await page.goto(`/reels/${reel.id}`)
  await playing(page)
  expect(await currentSource(page)).toBe(reel.video?.url)

  await expect.poll(async () => (await fetch(reel.video?.streamUrl ?? '')).status, SOON).toBe(200)
  await page.reload()
  await playing(page)
  expect(await currentSource(page)).toMatch(/^blob:/)
})

test.each(['sunrise-run.mov', 'northern-lights.webm'])(
  'a media server without ffmpeg streams %s too',
  async clip => {
    const video = await bareVideo(clip)
    const { page } = await browser.open(PHONE)
    const requested: string[] = []
    page.on('request', request => requested.push(new URL(request.url()).pathname))
    await page.route('**/reels?*', async route => {
      const response = await route.fetch()
      const { items }: { items: Reel[] } = await response.json()
      const [reel] = items
      await route.fulfill({ response, json: { items: [{ ...reel, video }], nextCursor: null } })
    })
    await page.goto('/')
    await playing(page)
    expect(await currentSource(page)).toMatch(/^blob:/)
    expect(requested.filter(path => path.endsWith('.m4s')).length).toBeGreaterThan(0)
  },
)

/** A video with its stream, on the media server without ffmpeg. */
async function bareVideo(clip: string): Promise<Reel['video']> {
  const { url: baseURL, privateKey } = inject('bareMedia')
  const client = new ImageKit({ privateKey, baseURL })
  const file = new File([await readClip(clip)], clip)
  const { url = '' } = await client.files.upload({ file, fileName: clip })
  const streamUrl = `${url}/ik-master.m3u8?tr=sr-240_360`
  await expect.poll(async () => (await fetch(streamUrl)).status, SOON).toBe(200)
  const thumbnailUrl = `${url}/ik-thumbnail.jpg`
  return { url, thumbnailUrl, streamUrl, durationSeconds: 4, width: 360, height: 640, sizeBytes: 1 }
}

function currentSource(page: Page): Promise<string> {
  return watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.currentSrc)
}
