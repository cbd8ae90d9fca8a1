import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { newPartner } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { DESK, PHONE, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const WORD = 'W'.repeat(100)
const TAG = 'w'.repeat(30)

/** From the first to the last letter, wherever the box around them ends. */
function extentOf(locator: Locator): Promise<{ left: number; right: number }> {
  return locator.evaluate(element => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const { left, right } = range.getBoundingClientRect()
    return { left, right }
  })
}

for (const [screen, size] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`names, titles and tags of one long word stay within their place on a ${screen}`, async () => {
    const brand = newBrand('B'.repeat(70))
    const partner = await newPartner(brand)
    const reel = await publishReel(partner, { title: WORD, tags: [TAG] })
    const visitor = await browser.open(size)
    const { page } = visitor
    await page.goto(`/reels/${reel.id}`)
    const slide = watched(page)
    await slide.locator('.tag').waitFor()
    const rail = await slide.locator('.rail').boundingBox()
    const stage = await slide.locator('.stage').boundingBox()
    if (!rail || !stage) throw new Error('The reel is not shown')
    const end = Math.min(rail.x, stage.x + stage.width)
    for (const part of ['.brand', 'h2', '.tag']) {
      const { left, right } = await extentOf(slide.locator(part))
      expect(left, part).toBeGreaterThanOrEqual(stage.x)
      expect(right, part).toBeLessThanOrEqual(end)
    }

    await signIn(visitor, partner, brand)
    for (const path of ['/studio', '/account', `/partners/${partner.id}`, `/tags/${TAG}`]) {
      await page.goto(path)
      await page.locator('main :is(h1, h2)').first().waitFor()
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
      const beyond = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        return scrollWidth - clientWidth
      })
      expect(beyond, path).toBe(0)
    }
  })
}
