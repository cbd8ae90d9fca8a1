import { beforeAll, expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { newPartner } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { keyboardFaults, layoutFaults } from './setup/layout.ts'
import { newSeller, PRICE } from './setup/selling.ts'
import { DESK, PHONE, signIn, useBrowser, watched } from './setup/visitor.ts'
import { WINDOWS } from './setup/windows.ts'

const browser = useBrowser()
const ADDRESS =
  'https://saltandlight.example/shop/latte?utm_source=reels&utm_medium=social&utm_campaign=winter'
const LONG_TAG = 'tag_with_as_many_letters_as_it_'.slice(0, 30)

const TEXTS = {
  'words that never end': {
    brand: 'B'.repeat(55),
    title: 'Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetzesentwurfsplan'.padEnd(80, 'W'),
    description: `Buy it at ${ADDRESS} or (${ADDRESS}).\n${'w'.repeat(80)}\n${'A long story. '.repeat(80)}`,
    tags: Array.from({ length: 10 }, (_, index) => `${index}${LONG_TAG}`.slice(0, 30)),
  },
  'writing from right to left': {
    brand: 'مؤسسة البحر الأبيض المتوسط',
    title: 'غروب الشمس فوق الكثبان الرملية في الصحراء الكبرى مع أصدقاء الطفولة',
    description: `اقرأ المزيد على ${ADDRESS} واتبعنا. ${'הים התיכון יפה בערב. '.repeat(20)}`,
    tags: ['غروب', 'צילום', 'بحر', 'sea', 'شمس'],
  },
  'three scripts and emoji': {
    brand: '東京の夜 👩‍👩‍👧‍👦 नमस्ते',
    title: '👩‍👩‍👧‍👦🏳️‍🌈🌊🌊🌊 東京の夜景がとても綺麗でした नमस्ते दुनिया и закат над морем 🌅'.slice(0, 118),
    description: '日本語の長い説明文はスペースなしで続きます'.repeat(8),
    tags: ['東京', 'नमस्ते', 'закат', 'ночь', '夜景', 'सागर', '海', 'море', 'emoji', 'x'],
  },
}

const reels: Record<string, string> = {}
let forSale = ''
beforeAll(async () => {
  for (const [name, { brand, ...texts }] of Object.entries(TEXTS)) {
    const partner = await newPartner(newBrand(brand))
    reels[name] = (await publishReel(partner, texts)).id
  }
  const seller = await newSeller(newBrand('S'.repeat(55)))
  forSale = `/reels/${(await publishReel(seller, { title: 'W'.repeat(100), price: PRICE })).id}`
})

for (const [window, options] of Object.entries(WINDOWS)) {
  for (const name of Object.keys(TEXTS)) {
    test(`${name}: nothing overlaps, is cut or out of reach on a ${window}`, async () => {
      const { page } = await browser.open({ ...options, colorScheme: 'light', reducedMotion: 'reduce' })
      await page.goto(`/reels/${reels[name]}`)
      const slide = watched(page)
      await slide.locator('media-time-range').waitFor()
      await page.waitForFunction(() => customElements.get('media-time-range') !== undefined)
      const more = slide.locator('.more')
      await more.waitFor()
      const found = { folded: await faultsNow(), opened: [] as string[] }
      await more.click()
      await slide.locator('.more[aria-expanded=true]').waitFor()
      found.opened = await faultsNow()
      expect(found).toEqual({ folded: [], opened: [] })
      const links = slide.locator('.description a[href^="https://"]')
      for (const link of await links.all()) {
        expect(await link.getAttribute('rel')).toBe('nofollow ugc noopener')
      }

      async function faultsNow(): Promise<string[]> {
        return [...(await layoutFaults(page)), ...(await keyboardFaults(page)), ...(await violations(page))]
      }
    })
  }
}

const OFFER = 'an offer'
const OTHERS = {
  'a tag': `/tags/${TEXTS['words that never end'].tags[0]}`,
  'what a stranger is told': '/following',
}

for (const [window, options] of Object.entries(WINDOWS)) {
  test(`lists, notices and offers: nothing overlaps, is cut or out of reach on a ${window}`, async () => {
    const { page } = await browser.open({ ...options, colorScheme: 'light', reducedMotion: 'reduce' })
    const found: Record<string, string[]> = {}
    for (const [name, path] of Object.entries({ ...OTHERS, [OFFER]: forSale })) {
      await page.goto(path)
      await page
        .locator('main a.button, .tile:not(.skeleton), .slide:not([inert]) media-time-range')
        .first()
        .waitFor()
      if (name === OFFER) {
        await page.keyboard.press(' ')
        await watched(page)
          .getByRole('button', { name: /^Buy for/ })
          .waitFor()
      }
      // A page without a reel has no use for the controls.
      await page.waitForFunction(
        () => !document.querySelector('media-controller') || customElements.get('media-time-range'),
      )
      const faults = [
        ...(await layoutFaults(page)),
        ...(await keyboardFaults(page)),
        ...(await violations(page)),
      ]
      if (faults.length > 0) found[name] = faults
    }
    expect(found).toEqual({})
  })
}

for (const [screen, size] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`other pages are not wider than a ${screen}, however long a word is`, async () => {
    const brand = newBrand('B'.repeat(70))
    const partner = await newPartner(brand)
    await publishReel(partner, { title: 'W'.repeat(100), tags: [LONG_TAG] })
    const visitor = await browser.open(size)
    const { page } = visitor
    await signIn(visitor, partner, brand)
    for (const path of ['/studio', '/account', `/partners/${partner.id}`, `/tags/${LONG_TAG}`]) {
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
