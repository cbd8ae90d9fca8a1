import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'
import type { Person } from '../../setup/people.ts'

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
}
export const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }

/** Somebody with a browser profile of their own: cookies, storage, tabs. */
export interface Visitor {
  context: BrowserContext
  page: Page
  /** Another tab of the same profile. */
  openTab(): Promise<Page>
  /** From now on faults whose text fits are wanted by the test; others still fail it. */
  expectFaults(pattern: RegExp): void
}

/** The browser of this run, for the tests of one file. */
export function useBrowser(): { open(options?: BrowserContextOptions): Promise<Visitor> } {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await chromium.connect(inject('browserUrl'))
  })
  afterAll(() => browser?.close())
  return {
    async open(options = PHONE) {
      if (!browser) throw new Error('The browser is not there yet')
      const context = await browser.newContext({ baseURL: inject('webUrl'), locale: 'en-US', ...options })
      context.setDefaultTimeout(15_000)
      const faults = watchFaults(context)
      onTestFinished(async () => {
        const unexpected = faults.unexpected()
        await context.close()
        expect(unexpected, 'console errors and failed requests').toEqual([])
      })
      const openTab = () => context.newPage()
      return { context, page: await openTab(), openTab, expectFaults: faults.expect }
    },
  }
}

/** A video that is left behind is no longer fetched. */
const EXPECTED_ALWAYS = /^request: GET \S+ net::ERR_ABORTED$/

function watchFaults(context: BrowserContext) {
  const faults: string[] = []
  const expected = [EXPECTED_ALWAYS]
  context.on('page', page => {
    page.on('console', message => {
      if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', error => faults.push(`exception: ${error.stack ?? error.message}`))
    page.on('requestfailed', request => {
      faults.push(`request: ${request.method()} ${request.url()} ${request.failure()?.errorText}`)
    })
    page.on('response', response => {
      if (response.status() < 400) return
      faults.push(`response: ${response.status()} ${response.request().method()} ${response.url()}`)
    })
  })
  return {
    expect: (pattern: RegExp) => {
      expected.push(pattern)
    },
    unexpected: () => faults.filter(fault => !expected.some(pattern => pattern.test(fault))),
  }
}

/** Gives a browser profile the session of somebody who registered through the API. */
export async function signIn(visitor: Visitor, person: Person, name: string): Promise<void> {
  const { hostname } = new URL(inject('apiUrl'))
  const cookies = [...person.browser.cookies].map(([cookie, { value, path }]) => ({
    name: cookie,
    value,
    path,
    domain: hostname,
    httpOnly: true,
  }))
  await visitor.context.addCookies(cookies)
  const role = person.email.startsWith('partner-') ? 'partner' : 'user'
  await visitor.page.goto('/account')
  await visitor.page.evaluate(account => localStorage.setItem('reels.account', JSON.stringify(account)), {
    id: person.id,
    role,
    name,
  })
}

/** The reel that is watched: all others are inert. */
export function watched(page: Page) {
  return page.locator('.slide:not([inert])')
}

/** The reel at a position is watched and has come to rest: a click on one that still moves would move the feed. */
export async function arrival(page: Page, position: number): Promise<void> {
  await page.waitForFunction(
    wanted => {
      const slide = document.querySelector(`.slide:not([inert])[aria-posinset="${wanted}"]`)
      return slide !== null && Math.abs(slide.getBoundingClientRect().top) < 1
    },
    position,
    { polling: 'raf' },
  )
}

/** The active video runs. */
export async function playing(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const video = document.querySelector<HTMLVideoElement>('.slide:not([inert]) video')
      return video !== null && !video.paused && video.currentTime > 0.05
    },
    null,
    { polling: 'raf' },
  )
}
