import { expect, inject, test } from 'vitest'
import { expectOk, newPartner } from '../setup/people/people.ts'
import { deliver, fileCreated } from '../setup/videos/media-events.ts'
import { readClip } from '../setup/videos/videos.ts'
import { paddedVideo } from './setup/video-files.ts'
import { DESK, signIn, useBrowser, type Visitor } from './setup/visitor.ts'

const browser = useBrowser()
const MEGABYTE = 1_000_000
const TO_MEDIA = /\/files\/upload$/

async function inStudio() {
  const partner = await newPartner()
  const visitor = await browser.open(DESK)
  await signIn(visitor, partner, 'Harbour Films')
  await visitor.page.goto('/studio/new')
  return { partner, visitor }
}

async function publish({ page }: Visitor, file: string, title: string): Promise<void> {
  await page.getByLabel('Video', { exact: true }).setInputFiles(file)
  await page.getByLabel('Title').fill(title)
  await page.getByRole('button', { name: 'Publish' }).click()
}

test('a cancelled upload leaves nothing behind', async () => {
  const { partner, visitor } = await inStudio()
  const { page, context } = visitor
  const devtools = await context.newCDPSession(page)
  const slowly = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: MEGABYTE }
  await devtools.send('Network.emulateNetworkConditions', slowly)
  await publish(visitor, await paddedVideo(8 * MEGABYTE), 'Changed my mind')
  await page.getByText(/Uploading: [1-9]/).waitFor()
  visitor.expectFaults(/upload net::ERR_ABORTED$/)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('heading', { name: 'Publish your first reel' }).waitFor()
  expect(expectOk(await partner.api.listMyReels({})).items).toEqual([])
})

test('an interrupted upload is sent again with one click', async () => {
  const { visitor } = await inStudio()
  const { page } = visitor
  visitor.expectFaults(/ERR_FAILED/)
  await page.route(TO_MEDIA, route => route.abort(), { times: 1 })
  await publish(visitor, await paddedVideo(MEGABYTE), 'Second try')
  await page.getByText('Could not reach Reels').waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Ready').waitFor()
})

test('a file that is not a video is refused by the media service, and the partner sees why', async () => {
  const { visitor } = await inStudio()
  visitor.expectFaults(/\b4\d\d\b/)
  const text = {
    name: 'notes.mp4',
    mimeType: 'video/mp4',
    buffer: Buffer.from('just some words '.repeat(500)),
  }
  const { page } = visitor
  await page.getByLabel('Video', { exact: true }).setInputFiles(text)
  await page.getByLabel('Title').fill('Not a video')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.locator('.upload .fault').waitFor()
  await page.reload()
  const row = page.getByRole('listitem').filter({ hasText: 'Not a video' })
  await row.getByLabel('Upload a video for Not a video').setInputFiles(await paddedVideo(MEGABYTE))
  await row.getByText('Ready').waitFor()
})

test('a video that cannot be read is refused with the reason, even if the media service tells the API first', async () => {
  const { partner, visitor } = await inStudio()
  const { page } = visitor
  const reelOfPartner = async () => expectOk(await partner.api.listMyReels({})).items[0]
  // The event of the media service fails the reel before the page asks to publish it.
  await page.route(/\/publish$/, async route => {
    const { fileId }: { fileId: string } = route.request().postDataJSON()
    expect((await deliver({ body: await fileCreated(fileId) })).status).toBe(204)
    expect((await reelOfPartner())?.status).toBe('failed')
    await route.continue()
  })
  visitor.expectFaults(/\b422\b/)
  const whole = await readClip('ocean-waves.mp4')
  // Without the box that says where its pictures are, it is an MP4 file that nothing can play.
  const buffer = Buffer.from(whole.toString('latin1').replace('moov', 'free'), 'latin1')
  const damaged = { name: 'damaged.mp4', mimeType: 'video/mp4', buffer }
  await page.getByLabel('Video', { exact: true }).setInputFiles(damaged)
  await page.getByLabel('Title').fill('Damaged on the way')
  await page.getByRole('button', { name: 'Publish' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'Damaged on the way' })
  const reason = 'The file cannot be read as a video.'
  await row.getByRole('alert').getByText(reason).waitFor()
  expect((await reelOfPartner())?.failure?.detail).toBe(reason)
  await page.reload()
  await row.getByText('Failed').waitFor()
  await row.getByText(reason).waitFor()
  await page.unroute(/\/publish$/)
  await row.getByLabel('Upload a video for Damaged on the way').setInputFiles(await paddedVideo(MEGABYTE))
  await row.getByText('Ready').waitFor()
})

test('a file that is too large or of the wrong type is refused before anything is sent', async () => {
  const { visitor } = await inStudio()
  const { page } = visitor
  const config: { video: { maxDirectBytes: number } } = await (
    await fetch(`${inject('apiUrl')}/config`)
  ).json()
  await page.route('**/config', async route => {
    const response = await route.fetch()
    const limits: { video: { maxDirectBytes: number } } = await response.json()
    limits.video.maxDirectBytes = MEGABYTE
    await route.fulfill({ response, json: limits })
  })
  expect(config.video.maxDirectBytes).toBeGreaterThan(20 * MEGABYTE)
  await page.reload()
  const picker = page.getByLabel('Video', { exact: true })
  await picker.setInputFiles(await paddedVideo(2 * MEGABYTE))
  await page.getByText('This video is 2 MB. The limit is 1 MB.').waitFor()
  await picker.setInputFiles({ name: 'poster.png', mimeType: 'image/png', buffer: Buffer.from('png') })
  await page.getByText('This is not an MP4, MOV or WebM video.').waitFor()
})
