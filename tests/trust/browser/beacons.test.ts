import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import type { Reel } from '#client'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { startWeb, type Web } from '../../../web/serve.ts'
import { openContainer } from '../../setup/faults/container.ts'
import { serveInProcess } from '../../setup/gateway/serve-in-process.ts'
import { expectOk, newPartner, type Person, stranger } from '../../setup/people/people.ts'
import '../../setup/reports/seen.ts'
import { publishReel } from '../../setup/videos/videos.ts'
import { countNow } from '../../setup/views/watching.ts'

const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run']
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const MINUTE = 60_000
/** The video of five seconds is viewed after half of it. */
const VIEW_SECONDS = 2.7

/** In the page: nothing but a beacon reaches the API. */
const OFFLINE = `
  const send = window.fetch
  window.fetch = (input, init) =>
    String(input).endsWith('/views') ? Promise.reject(new TypeError('offline')) : send(input, init)
`
/** In the page: until which second its video has played. */
const PLAYED = `(() => {
  const played = document.querySelector('video')?.played
  return played?.length > 0 ? played.end(0) : 0
})()`

let gateway: Awaited<ReturnType<typeof serveInProcess>>
let player: Web
let browser: Browser
let partner: Person

// The player is on localhost and the API on 127.0.0.1: two sites.
beforeAll(async () => {
  const settings: Record<string, string> = { MONGODB_URI: inject('mongodbUri') }
  gateway = await serveInProcess(settings)
  const mediaUrls = [inject('settings')['IMAGEKIT_URL_ENDPOINT'] ?? '']
  player = await startWeb({ port: 0, apiUrl: gateway.url, mediaUrls, root: process.cwd() })
  settings['ALLOWED_ORIGINS'] = player.url
  await openContainer(settings)
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS })
  partner = await newPartner()
}, 2 * MINUTE)
afterAll(async () => {
  await browser?.close()
  await player?.close()
  gateway?.close()
  await disconnectDatabase()
})

async function newReel(): Promise<Reel> {
  const reel = await publishReel(partner)
  onTestFinished(async () => {
    expectOk(await partner.api.deleteReel({ params: { reelId: reel.id } }))
  })
  return reel
}

/** Opens a reel in a tab of its own, and forgets what has arrived before. */
async function openTab(reel: Reel, script?: string): Promise<Page> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  if (script) await context.addInitScript({ content: script })
  const page = await context.newPage()
  gateway.arrived.length = 0
  await page.goto(`${player.url}/reels/${reel.id}`)
  return page
}

function sentTo(path: string, type: string) {
  return gateway.arrived.filter(each => each.path === path && each.type.startsWith(type))
}

async function viewsOf(reel: Reel): Promise<number> {
  await countNow()
  return expectOk(await stranger().api.getReel({ params: { reelId: reel.id } })).reel.counts.views
}

describe('the player on another site than the API', () => {
  it(
    '[104] tells with sendBeacon what was watched when its page is hidden, without a preflight',
    async ({ task }) => {
      const reel = await newReel()
      // Nothing else arrives: the network is away until the page is hidden.
      const page = await openTab(reel, OFFLINE)
      await expect.poll(() => page.evaluate(PLAYED), { timeout: MINUTE }).toBeGreaterThan(VIEW_SECONDS + 1)
      expect(sentTo('/views', 'text/plain')).toEqual([])
      await page.goto('about:blank')
      await expect.poll(() => sentTo('/views', 'text/plain').length, { timeout: MINUTE }).toBe(1)
      const asked = gateway.arrived.filter(({ method, path }) => method === 'OPTIONS' && path === '/views')
      expect(asked).toEqual([])
      expect(await viewsOf(reel)).toBe(1)
      const [beacon] = sentTo('/views', 'text/plain')
      task.meta.seen = `no preflight, 1 view: ${beacon?.body.slice(80)}`
    },
    3 * MINUTE,
  )

  it(
    '[104] has told what was watched before its tab is killed',
    async ({ task }) => {
      const reel = await newReel()
      const page = await openTab(reel)
      await expect
        .poll(() => sentTo('/views', 'application/json').length, { timeout: MINUTE })
        .toBeGreaterThan(0)
      const session = await page.context().newCDPSession(page)
      // The answer never comes.
      session.send('Page.crash').catch(() => undefined)
      await expect.poll(() => viewsOf(reel), { timeout: MINUTE }).toBe(1)
      task.meta.seen = `${sentTo('/views', 'application/json').length} told before, 1 view`
    },
    3 * MINUTE,
  )
})
