import type { Locator, Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { expectOk, newPartner } from '../setup/people/people.ts'
import { deliver, fileCreated } from '../setup/videos/media-events.ts'
import { publishReel, readClip } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { foreignVideo } from './setup/foreign-video.ts'
import { paddedVideo } from './setup/video-files.ts'
import { DESK, signIn, useBrowser, type Visitor, watched } from './setup/visitor.ts'

const browser = useBrowser()
const MEGABYTE = 1_000_000
/** Of some files a browser plays the sound. */
const UNSEEN = /This (browser cannot play this file|file has no pictures that this browser can show)\./
const TO_MEDIA = /\/files\/upload$/

async function inStudio() {
  const partner = await newPartner()
  const visitor = await browser.open(DESK)
  await signIn(visitor, partner, 'Harbour Films')
  await visitor.page.goto('/studio/new')
  return { partner, visitor }
}

async function publish(
  { page }: Visitor,
  file: Parameters<Locator['setInputFiles']>[0],
  title: string,
): Promise<void> {
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
  await page.getByText('Public', { exact: true }).waitFor()
})

test('an interrupted upload is sent again with the same file after a reload', async () => {
  const { partner, visitor } = await inStudio()
  const { page } = visitor
  visitor.expectFaults(/ERR_FAILED/)
  await page.route(TO_MEDIA, route => route.abort(), { times: 1 })
  await publish(visitor, await paddedVideo(MEGABYTE), 'After the tunnel')
  await page.getByText('Could not reach Reels').waitFor()
  await page.reload()
  const drafts = page.getByRole('region', { name: 'Drafts' })
  await drafts.getByText('The video was not uploaded to the end.').waitFor()
  expect(await violations(page)).toEqual([])
  await drafts.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Public', { exact: true }).waitFor()
  await drafts.waitFor({ state: 'detached' })
  expect(expectOk(await partner.api.listMyReels({})).items.map(reel => reel.status)).toEqual(['ready'])
})

test('a file that does not play is refused before it can be published, and another one is chosen', async () => {
  const { partner, visitor } = await inStudio()
  const { page } = visitor
  const words = Buffer.from('just some words '.repeat(500))
  const picker = page.getByLabel('Video', { exact: true })
  await page.getByText('Up to 104.9 MB').waitFor()
  for (const [buffer, reason] of [
    [words, 'This browser cannot play this file.'],
    [await foreignVideo(), UNSEEN],
  ] as const) {
    await picker.setInputFiles({ name: 'from-the-camera.mp4', mimeType: 'video/mp4', buffer })
    await page.getByText(reason).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Title').fill('Not a video')
    await page.getByRole('button', { name: 'Publish' }).click()
    expect(new URL(page.url()).pathname).toBe('/studio/new')
  }
  expect(expectOk(await partner.api.listMyReels({})).items).toEqual([])

  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose another video' }).click()
  await (await choosing).setFiles(await paddedVideo(MEGABYTE))
  await page.getByText('1 MB · 0:05 · 360 × 640').waitFor()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Public', { exact: true }).waitFor()
})

test('a form survives another page and a reload, and is empty once it is sent', async () => {
  const { partner, visitor } = await inStudio()
  const { page } = visitor
  await page.getByLabel('Video', { exact: true }).setInputFiles(await paddedVideo(MEGABYTE))
  await page.getByLabel('Title').fill('Lighthouse at night')
  await page.getByLabel('Tags').pressSequentially('Sea, night ')
  await page.getByText('Paid', { exact: true }).click()
  await page.getByLabel('Amount').fill('2.50')
  await page.getByText('1 MB · 0:05 · 360 × 640').waitFor()
  await page.getByRole('link', { name: 'Feed' }).click()
  await watched(page).waitFor()
  await page.goBack()
  await expectWhole()
  await page.reload()
  await expectWhole()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Public', { exact: true }).waitFor()
  const [reel] = expectOk(await partner.api.listMyReels({})).items
  expect(reel).toMatchObject({
    title: 'Lighthouse at night',
    tags: ['sea', 'night'],
    price: { amount: 250, currency: 'USD' },
  })
  await page.getByRole('link', { name: 'New reel' }).click()
  await page.getByText('Choose a video', { exact: true }).waitFor()
  expect(await page.getByLabel('Title').inputValue()).toBe('')

  async function expectWhole() {
    await page.getByText('1 MB · 0:05 · 360 × 640').waitFor()
    expect(await page.getByLabel('Title').inputValue()).toBe('Lighthouse at night')
    expect(await page.getByLabel('Amount').inputValue()).toBe('2.50')
    await page.getByRole('button', { name: 'Remove #night' }).waitFor()
  }
})

test('changes of a reel survive another page, and are discarded on demand', async () => {
  const { partner, visitor } = await inStudio()
  const { page } = visitor
  const { id } = await publishReel(partner, { title: 'Harbour', tags: ['sea'] })
  await page.goto(`/studio/${id}`)
  await page.getByLabel('Title').fill('Harbour at dawn')
  await page.getByRole('button', { name: 'Remove #sea' }).click()
  await page.getByRole('link', { name: 'Feed' }).click()
  await page.goBack()
  await page.getByText('Here are the changes that you have not saved.').waitFor()
  expect(await page.getByLabel('Title').inputValue()).toBe('Harbour at dawn')
  await page.getByRole('button', { name: 'Discard them' }).click()
  expect(await page.getByLabel('Title').inputValue()).toBe('Harbour')
  await page.getByRole('button', { name: 'Remove #sea' }).waitFor()
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
  await damageOnTheWay(page)
  const whole = { name: 'whole.mp4', mimeType: 'video/mp4', buffer: await readClip('ocean-waves.mp4') }
  await publish(visitor, whole, 'Damaged on the way')
  const row = page.getByRole('listitem').filter({ hasText: 'Damaged on the way' })
  const reason = 'The file cannot be read as a video.'
  await row.getByRole('alert').getByText(reason).waitFor()
  expect((await reelOfPartner())?.failure?.detail).toBe(reason)
  // The same file would be refused again.
  expect(await row.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  await page.reload()
  await row.getByText(reason).waitFor()
  await page.unroute(/\/publish$/)
  await row
    .getByLabel('Choose another video for Damaged on the way')
    .setInputFiles(await paddedVideo(MEGABYTE))
  await page.getByRole('row').filter({ hasText: 'Damaged on the way' }).getByText('Public').waitFor()
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

/** Without the box that says where its pictures are: browsers search for it, the media service does not. */
async function damagedVideo(): Promise<Buffer<ArrayBuffer>> {
  const whole = await readClip('ocean-waves.mp4')
  return Buffer.from(whole.toString('latin1').replace('moov', 'free'), 'latin1')
}

/** The video is whole when it is chosen, and damaged when it arrives at the media service. */
async function damageOnTheWay(page: Page): Promise<void> {
  await page.evaluate(
    base64 => {
      const damaged = Uint8Array.from(atob(base64), sign => sign.charCodeAt(0))
      const { append } = FormData.prototype
      FormData.prototype.append = function (name: string, value: string | Blob) {
        if (value instanceof File)
          append.call(this, name, new File([damaged], value.name, { type: value.type }))
        else this.set(name, value)
      }
    },
    (await damagedVideo()).toString('base64'),
  )
}
