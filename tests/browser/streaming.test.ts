import ImageKit from 'imagekit'
import type { Page } from 'playwright-core'
import { expect, inject, onTestFinished, test } from 'vitest'
import type { Reel } from '#client'
import { expectOk, newPartner } from '../setup/people/people.ts'
import { publishReel, readClip } from '../setup/videos/videos.ts'
import { foreignVideo } from './setup/foreign-video.ts'
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

test.each([
  ['its variants', '**/ik-hls/**'],
  ['its segments', /\/ik-hls\/.*\.(ts|m4s)\?/],
])('the file plays if the stream is there without %s', async (_, missing) => {
  const reel = await publishReel(await newPartner())
  await expect.poll(async () => (await fetch(reel.video?.streamUrl ?? '')).status, SOON).toBe(200)
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  visitor.expectFaults(/ik-hls|status of 404/)
  let refused = 0
  await page.route(missing, route => {
    refused += 1
    return route.fulfill({ status: 404, headers: { 'access-control-allow-origin': '*' } })
  })
  await page.goto(`/reels/${reel.id}`)
  await playing(page)
  expect(await currentSource(page)).toBe(reel.video?.url)
  expect(refused).toBeGreaterThan(0)
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1)
  expect(await watched(page).getByRole('button', { name: 'Pause' }).count()).toBe(1)
})

test('the stream plays as soon as it is made if the file cannot be decoded', async () => {
  const reel = await publishReel(await newPartner())
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  const clip = await readClip('sunrise-run.mov')
  const broken = Buffer.from(clip)
  broken.fill(0xa5, Math.floor(clip.length / 3), Math.floor((clip.length * 2) / 3))
  let isMade = false
  await page.route(reel.video?.url ?? '', route =>
    route.fulfill({ body: broken, headers: { 'content-type': 'video/quicktime' } }),
  )
  await page.route(reel.video?.streamUrl ?? '', async route => {
    if (isMade) return route.continue()
    return route.fulfill({ status: 202, headers: { 'access-control-allow-origin': '*' } })
  })
  await page.goto(`/reels/${reel.id}`)
  await watched(page).getByText('is being prepared').waitFor()
  await expect.poll(async () => (await fetch(reel.video?.streamUrl ?? '')).status, SOON).toBe(200)
  isMade = true
  await playing(page)
  expect(await currentSource(page)).toMatch(/^blob:/)
  expect(await watched(page).getByRole('alert').count()).toBe(0)
})

test('a format that the browser does not know is said in words, instead of sound under a black picture', async () => {
  const partner = await newPartner()
  const base64 = (await foreignVideo()).toString('base64')
  const body = { title: 'HEVC', price: { amount: 0, currency: 'USD' }, video: { base64 } }
  const { reel } = expectOk(await partner.api.createReel({ body }))
  // The feed of the other tests begins with the newest reel.
  onTestFinished(async () => {
    await partner.api.deleteReel({ params: { reelId: reel.id } })
  })
  await expect.poll(async () => (await fetch(reel.video?.streamUrl ?? '')).status, SOON).not.toBe(202)
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  visitor.expectFaults(/ik-master|ik-thumbnail|status of 404/)
  await page.goto(`/reels/${reel.id}`)
  await watched(page).getByText('does not know the format').waitFor()
  const { src, readyState } = await page.evaluate(() => {
    const video = document.querySelector('video')
    return { src: video?.getAttribute('src'), readyState: video?.readyState }
  })
  expect([src, readyState]).toEqual([null, 0])
  await watched(page).getByRole('button', { name: 'Try again' }).tap()
  await watched(page).getByText('does not know the format').waitFor()
})

/** A video with its stream, on the media server without ffmpeg. */
async function bareVideo(clip: string): Promise<Reel['video']> {
  const { url: baseURL, privateKey } = inject('bareMedia')
  const client = new ImageKit({ privateKey, baseURL })
  const file = new File([await readClip(clip)], clip)
  const { url = '' } = await client.files.upload({ file, fileName: clip })
  const streamUrl = `${url}/ik-master.m3u8?tr=sr-240_360`
  await expect.poll(async () => (await fetch(streamUrl)).status, SOON).toBe(200)
  const thumbnailUrl = `${url}/ik-thumbnail.jpg`
  const expiresAt = '2099-01-01T00:00:00.000Z'
  const size = { durationSeconds: 4, width: 360, height: 640, sizeBytes: 1 }
  return { access: 'full', url, thumbnailUrl, streamUrl, expiresAt, ...size }
}

function currentSource(page: Page): Promise<string> {
  return watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.currentSrc)
}
