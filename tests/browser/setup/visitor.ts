import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'
import type { Person } from '../../setup/people/people.ts'

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
}
export const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }

/** A person with a browser profile of their own: cookies, storage and tabs. */
export interface Visitor {
  context: BrowserContext
  page: Page
  /** Opens another tab of the same profile. */
  openTab(): Promise<Page>
  /** From now on faults that match the pattern do not fail the test. */
  expectFaults(pattern: RegExp): void
}

/** The shared browser, for the tests of one file. A visitor's test fails if its pages report a fault. */
export function useBrowser(): { open(options?: BrowserContextOptions): Promise<Visitor> } {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await chromium.connect(inject('browserUrl'))
  })
  afterAll(() => browser?.close())
  return {
    async open(options = PHONE) {
      if (!browser) throw new Error('The browser has not started yet')
      const context = await browser.newContext({
        baseURL: inject('webUrl'),
        locale: 'en-US',
        // Its requests would pass by those that a test answers itself.
        serviceWorkers: 'block',
        ...options,
      })
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

const EXPECTED_ALWAYS = [
  // The player stops fetching a video that is no longer watched.
  /^request: GET \S+ net::ERR_ABORTED$/,
  // The last beacon outlives its page. The browser then reports it as aborted, although it arrives.
  /^request: POST \S+\/views net::ERR_ABORTED$/,
]

function watchFaults(context: BrowserContext) {
  const faults: string[] = []
  const expected = [...EXPECTED_ALWAYS]
  context.on('page', page => {
    page.on('console', message => {
      if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', error => faults.push(`exception: ${error} ${error.stack ?? ''}`))
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

/** Logs a visitor in as a person who registered through the API. */
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

/** The cookies of a session. The cookie of the device stays when a session ends. */
export async function sessionCookies(context: BrowserContext): Promise<string[]> {
  const cookies = await context.cookies(inject('apiUrl'))
  return cookies.map(({ name }) => name).filter(name => /_(access|refresh)$/.test(name))
}

/** The reel that is watched. All others are inert, and the one that is painted first has no place in a list. */
export function watched(page: Page) {
  return page.locator('.slide[aria-posinset]:not([inert])')
}

/** Waits until the reel at this position is watched and stands still. A click while it moves would scroll the feed. */
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

/** Waits until the video of the reel that is watched plays. */
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
