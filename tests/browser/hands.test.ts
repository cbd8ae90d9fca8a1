import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { newPartner, newUser } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { holdFinger, swipe } from './setup/hands.ts'
import { arrival, DESK, PHONE, playing, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const TIMES = 50
/** 50 pages take a while on a machine with other work. */
const LONG = { timeout: 240_000 }

// Fewer pages than are turned: hands go down to the end and up again.
const REELS = 6
let shared = ''
beforeAll(async () => {
  shared = await newList(REELS)
})

/** The address of the first reel of a list of its own. */
async function newList(count: number): Promise<string> {
  const partner = await newPartner()
  const tag = `hands_${randomUUID().slice(0, 8)}`
  let newest = ''
  for (let index = 0; index < count; index += 1) {
    newest = (await publishReel(partner, { title: `Reel ${index + 1}`, tags: [tag] })).id
  }
  return `/reels/${newest}?from=tag:${tag}`
}

/** Each turns one page down or up: 1 → 2 … 6 → 5 … 1 → 2 …, 50 times in a row. */
async function turnPages(page: Page, turn: (step: 1 | -1) => Promise<void>): Promise<void> {
  await page.goto(shared)
  await arrival(page, 1)
  await page.waitForFunction(count => document.querySelectorAll('.slide[data-reel]').length === count, REELS)
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      const position = document.querySelector('.slide:not([inert])')?.getAttribute('aria-posinset') ?? 'end'
      document.body.dataset['seen'] = `${document.body.dataset['seen'] ?? ''} ${position}`
    })
    const pages = document.querySelector('.pages')
    if (pages) observer.observe(pages, { attributeFilter: ['inert'], subtree: true })
  })
  const expected: number[] = []
  let position = 1
  let step: 1 | -1 = 1
  for (let time = 0; time < TIMES; time += 1) {
    if (position + step > REELS || position + step < 1) step = step === 1 ? -1 : 1
    position += step
    expected.push(position)
    await turn(step)
    await arrival(page, position)
  }
  const seen = await page.evaluate(() => document.body.dataset['seen'] ?? '')
  const visited = seen
    .trim()
    .split(' ')
    .map(Number)
    .filter((one, index, all) => one !== all[index - 1])
  expect(visited).toEqual(expected)
}

test('one notch of the wheel turns one page, 50 times in a row', LONG, async () => {
  const { page } = await browser.open(DESK)
  await page.mouse.move(800, 450)
  await turnPages(page, step => page.mouse.wheel(0, step * 100))
})

test('the wheel turns pages over the navigation and the texts as well', async () => {
  const { page } = await browser.open(DESK)
  await page.goto(shared)
  await arrival(page, 1)
  let position = 1
  for (const x of [100, 700, 1_100]) {
    await page.mouse.move(x, 500)
    await page.mouse.wheel(0, 120)
    position += 1
    await arrival(page, position)
  }
})

for (const [kind, milliseconds] of Object.entries({ fast: 60, slow: 450 })) {
  test(`one ${kind} swipe turns one page, 50 times in a row`, LONG, async () => {
    const { page } = await browser.open(PHONE)
    const length = kind === 'fast' ? 150 : 260
    await turnPages(page, step =>
      swipe(page, { from: 420, to: 420 - step * length, milliseconds, rest: kind === 'slow' ? 150 : 0 }),
    )
  })
}

test('one key turns one page, 50 times in a row', LONG, async () => {
  const { page } = await browser.open(DESK)
  const keys = [
    ['ArrowDown', 'ArrowUp'],
    ['j', 'k'],
    ['PageDown', 'PageUp'],
  ] as const
  let time = 0
  await turnPages(page, step => {
    const [down, up] = keys[time % keys.length] ?? keys[0]
    time += 1
    return page.keyboard.press(step === 1 ? down : up)
  })
})

test('a finger that rests, goes across or comes back turns no page', async () => {
  const { page } = await browser.open(PHONE)
  await page.goto(shared)
  await arrival(page, 1)
  await swipe(page, { from: 420, to: 380, milliseconds: 300, rest: 150 })
  await arrival(page, 1)
  const devtools = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [{ x: 100, y: 400 }])
  await touch('touchMove', [{ x: 180, y: 396 }])
  await touch('touchMove', [{ x: 260, y: 300 }])
  await touch('touchEnd', [])
  await arrival(page, 1)
  await touch('touchStart', [{ x: 100, y: 500 }])
  for (const y of [450, 350, 250, 320, 420, 500]) await touch('touchMove', [{ x: 100, y }])
  await touch('touchEnd', [])
  await arrival(page, 1)
  // Another swipe would find a page that is still on its way.
  await swipe(page, { from: 500, to: 300, milliseconds: 60 })
  await arrival(page, 2)
})

test('a double tap likes, with the heart where the finger was, and one tap pauses', async () => {
  const visitor = await browser.open(PHONE)
  await signIn(visitor, await newUser(), 'ana')
  const { page } = visitor
  await page.goto(await newList(1))
  await playing(page)
  await page.touchscreen.tap(130, 330)
  await page.touchscreen.tap(134, 326)
  const heart = await page.locator('.tap-heart').boundingBox()
  expect(Math.abs((heart?.x ?? 0) + (heart?.width ?? 0) / 2 - 134)).toBeLessThan(2)
  await watched(page).locator('[data-reaction=like][aria-pressed=true]').waitFor()
  expect(await isPaused(page)).toBe(false)
  // It never takes a like back.
  await page.locator('.tap-heart').waitFor({ state: 'detached' })
  await page.touchscreen.tap(130, 330)
  await page.touchscreen.tap(134, 326)
  await page.locator('.tap-heart').waitFor()
  await page.locator('.tap-heart').waitFor({ state: 'detached' })
  await watched(page).locator('[data-reaction=like][aria-pressed=true]').waitFor()

  await page.touchscreen.tap(130, 330)
  await watched(page).getByRole('button', { name: 'Play', exact: true }).waitFor()
  expect(await isPaused(page)).toBe(true)
})

test('a finger that stays doubles the speed until it is lifted', async () => {
  const { page } = await browser.open(PHONE)
  await page.goto(shared)
  await playing(page)
  const lift = await holdFinger(page, 150, 350)
  await expect.poll(() => speed(page)).toBe(2)
  await page.getByText('2× speed').waitFor()
  await lift()
  await expect.poll(() => speed(page)).toBe(1)
  expect(await isPaused(page)).toBe(false)
})

test('arrows seek, and a question mark shows the keys', async () => {
  const { page } = await browser.open({ ...DESK, reducedMotion: 'reduce' })
  await page.goto(shared)
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) > 0)
  const duration = await page.evaluate(() => document.querySelector('video')?.duration ?? 0)
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => seconds(page)).toBeCloseTo(Math.min(5, duration), 0)
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => seconds(page)).toBe(0)

  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await keys.waitFor()
  await keys.getByText('Picture in picture').waitFor()
  // Behind the dialog, nothing moves.
  await page.keyboard.press('j')
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'hidden' })
  await arrival(page, 1)
})

test('the end of a list says so, and leads back to the top', async () => {
  const { page } = await browser.open(PHONE)
  await page.goto(shared)
  await arrival(page, 1)
  for (let position = 2; position <= REELS; position += 1) {
    await swipe(page, { from: 500, to: 300, milliseconds: 60 })
    await arrival(page, position)
  }
  await swipe(page, { from: 500, to: 300, milliseconds: 60 })
  await page.getByRole('heading', { name: 'You have seen it all' }).waitFor()
  await page.getByRole('button', { name: 'Back to the top' }).tap()
  await arrival(page, 1)
})

test('who pulls the first reel down sees what is new', async () => {
  const { page } = await browser.open(PHONE)
  await page.goto('/?price=free')
  await arrival(page, 1)
  const { id } = await publishReel(await newPartner(), { title: 'The newest' })
  await swipe(page, { from: 250, to: 550, milliseconds: 200 })
  await page.locator(`.slide:not([inert])[data-reel="${id}"]`).waitFor()
  await arrival(page, 1)
  await swipe(page, { from: 250, to: 550, milliseconds: 200 })
  await page.getByText('There is nothing newer.').waitFor()
})

test('sound stays as it was left, also after a reload', async () => {
  const { page } = await browser.open(DESK)
  await page.goto(shared)
  await playing(page)
  await watched(page).getByRole('button', { name: 'Sound' }).click()
  await expect.poll(() => isMuted(page)).toBe(false)
  await page.reload()
  await playing(page)
  // Browsers play no sound before the first touch. It may be any.
  await page.keyboard.press('j')
  await arrival(page, 2)
  await expect.poll(() => isMuted(page)).toBe(false)
  await page.keyboard.press('m')
  await expect.poll(() => isMuted(page)).toBe(true)
  await page.goto(shared)
  await playing(page)
  await page.keyboard.press('j')
  await arrival(page, 2)
  expect(await isMuted(page)).toBe(true)
})

test('the feed fills the screen, and pages can be turned there', async () => {
  const { page } = await browser.open(DESK)
  await page.goto(shared)
  await arrival(page, 1)
  await watched(page).getByRole('button', { name: 'Full screen' }).click()
  await page.waitForFunction(() => document.fullscreenElement?.id === 'main')
  await page.mouse.wheel(0, 100)
  await arrival(page, 2)
  await page.keyboard.press('f')
  await page.waitForFunction(() => document.fullscreenElement === null)
})

test('likes and saves of one tab are shown in another', async () => {
  const visitor = await browser.open(DESK)
  await signIn(visitor, await newUser(), 'ana')
  const { page } = visitor
  await page.goto(await newList(1))
  await arrival(page, 1)
  const title = (await watched(page).locator('h2').textContent()) ?? ''
  const other = await visitor.openTab()
  await other.goto(page.url())
  await arrival(other, 1)
  const saved = await visitor.openTab()
  await saved.goto('/saved')
  await saved.getByText('Nothing here yet').waitFor()

  await page.bringToFront()
  await page.keyboard.press('l')
  await page.keyboard.press('s')
  for (const reaction of ['like', 'save']) {
    await watched(other).locator(`[data-reaction=${reaction}][aria-pressed=true]`).waitFor()
  }
  await watched(other).getByRole('button', { name: 'Like, 1' }).waitFor()
  await saved.locator('.tile', { hasText: title }).waitFor()
  await page.keyboard.press('s')
  await watched(other).locator('[data-reaction=save][aria-pressed=false]').waitFor()
  await saved.getByText('Nothing here yet').waitFor()
})

function isPaused(page: Page): Promise<boolean> {
  return watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.paused)
}

function isMuted(page: Page): Promise<boolean> {
  return watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.muted)
}

function speed(page: Page): Promise<number> {
  return watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.playbackRate)
}

function seconds(page: Page): Promise<number> {
  return watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.currentTime)
}

test('the reel goes on in a small window over other programs, and comes back', async () => {
  const { page } = await browser.open(DESK)
  await page.goto('/')
  await playing(page)
  const tool = watched(page).getByRole('button', { name: 'Picture in picture' })
  await tool.click()
  await page.waitForFunction(() => document.pictureInPictureElement !== null)
  await tool.click()
  await page.waitForFunction(() => document.pictureInPictureElement === null)
})
