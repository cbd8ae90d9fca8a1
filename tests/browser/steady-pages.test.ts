import type { Page, Route } from 'playwright-core'
import { beforeAll, expect, inject, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser, type Person } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { DESK, PHONE, signIn, useBrowser, type Visitor } from './setup/visitor.ts'

const browser = useBrowser()
const brand = newBrand('Calm Water')
let partner: Person
let user: Person
let username: string

beforeAll(async () => {
  partner = await newPartner(brand)
  user = await newUser()
  const { account } = expectOk(await user.api.getMe())
  username = account.role === 'user' ? account.username : ''
  for (const title of ['Still', 'Stiller'])
    await publishReel(partner, { title, tags: ['calmwater', 'lake', 'morning'] })
  expectOk(await partner.api.updateMe({ body: { bio: 'Lakes, early in the morning.' } }))
})

const SHIFTS = `new PerformanceObserver(list => {
  const moved = list.getEntries().flatMap(({ sources }) => sources.map(({ node }) => node?.className || node?.nodeName))
  document.documentElement.dataset.moved = [document.documentElement.dataset.moved, ...moved].join(' ')
}).observe({ type: 'layout-shift', buffered: true })`

/** Resolves when what has arrived is painted. */
const PAINTED =
  'new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))'

/**
 * Opens a page to which the API answers one question at a time, each answer being painted before the next one comes.
 * @returns what has moved on the screen
 */
async function moved(page: Page, path: string, next: (waiting: Route[]) => Route | undefined) {
  const waiting: Route[] = []
  const hold = (route: Route) => void waiting.push(route)
  await page.route(`${inject('apiUrl')}/**`, hold)
  await page.goto(path)
  for (let answers = 0; answers === 0 || waiting.length > 0; answers += 1) {
    await expect.poll(() => waiting.length, { timeout: 15_000 }).toBeGreaterThan(0)
    const route = next(waiting)
    await route?.continue()
    // Nothing answers a question of the page that was left.
    const answer = await route?.request().response()
    await answer?.finished()
    await page.evaluate(PAINTED)
  }
  await page.unroute(`${inject('apiUrl')}/**`, hold)
  return page.locator('html').getAttribute('data-moved')
}

const ORDERS = {
  'first answer first': (waiting: Route[]) => waiting.shift(),
  'last answer first': (waiting: Route[]) => waiting.pop(),
}

for (const [screen, size] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const [order, next] of Object.entries(ORDERS)) {
    const look = async ({ page }: Visitor, paths: string[]) => {
      await page.addInitScript(SHIFTS)
      const found: Record<string, string | null> = {}
      for (const path of paths) found[path] = await moved(page, path, next)
      expect(found).toEqual(Object.fromEntries(paths.map(path => [path, null])))
    }
    const how = `while it loads on a ${screen}, ${order}`

    test(`nothing in view moves on a page for everybody ${how}`, async () => {
      const visitor = await browser.open({ ...size, reducedMotion: 'reduce' })
      await look(visitor, [`/partners/${partner.id}`, '/tags/calmwater', '/search?q=calmwater'])
    })

    test(`nothing in view moves on a page of a viewer ${how}`, async () => {
      const visitor = await browser.open({ ...size, reducedMotion: 'reduce' })
      await signIn(visitor, user, username)
      await look(visitor, ['/saved', '/liked', '/library', '/purchases'])
    })

    test(`nothing in view moves on a page of the studio ${how}`, async () => {
      const visitor = await browser.open({ ...size, reducedMotion: 'reduce' })
      await signIn(visitor, partner, brand)
      await look(visitor, [
        '/studio',
        '/studio/new',
        '/studio/statistics',
        '/studio/sales',
        '/studio/payouts',
      ])
    })
  }
}
