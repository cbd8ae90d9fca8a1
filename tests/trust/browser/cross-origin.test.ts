import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { callInProcess } from '../../setup/gateway/in-process.ts'
import { expectOk, newUser, stranger } from '../../setup/people/people.ts'
import '../../setup/reports/seen.ts'

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** What a script in a page can see of an answer. */
interface Seen {
  /** Of `fetch` itself: the browser kept the answer from the page. */
  failed: boolean
  status: number
  body: { code?: string; account?: { id: string } }
  requestId: string | null
}

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS })
}, 60_000)

afterAll(() => browser?.close())

/** A browser that keeps the cookies of other sites: new ones do so only if the user has chosen it. */
async function browserWithForeignCookies(): Promise<BrowserContext> {
  const profile = await mkdtemp(join(tmpdir(), 'reels-browser-'))
  await mkdir(join(profile, 'Default'))
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } }
  await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: CHROMIUM_FLAGS })
  onTestFinished(async () => {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  })
  return context
}

/** Serves on a free port of this machine, and closes with the test. */
async function serve(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port')
  return address.port
}

function servePage(): Promise<number> {
  return serve(
    createServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>Another origin</title>')
    }),
  )
}

/** The functions of an https stage, which trusts the given origin of another site with cookies. */
function serveStage(allowedOrigin: string): Promise<number> {
  const settings = {
    STAGE: 'staging',
    COOKIE_SAME_SITE: 'None',
    ALLOWED_ORIGINS: allowedOrigin,
    SESSION_KEYS: `one:${'a-secret-of-the-browser-tests'.repeat(2)}`,
    IMAGEKIT_PRIVATE_KEY: 'private_of_the_browser_tests',
    IMAGEKIT_WEBHOOK_SECRET: 'whsec_of_the_browser_tests',
    STRIPE_SECRET_KEY: 'sk_test_of_the_browser_tests',
    STRIPE_WEBHOOK_SECRETS: 'account:whsec_browser,connect:whsec_browser,thin:whsec_browser',
  }
  return serve(
    createServer(async (incoming, outgoing) => {
      const url = `http://${incoming.headers.host}${incoming.url}`
      const body = await textOf(incoming)
      const { cookie, ...headers } = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      )
      const init = { method: incoming.method ?? 'GET', ...(body && { body }) }
      const event = { headers, cookies: cookie ? cookie.split('; ') : [] }
      const answer = await callInProcess(url, init, { settings, event, sourceIp: '127.0.0.1' })
      outgoing.statusCode = answer.statusCode
      for (const [name, value] of Object.entries(answer.headers)) outgoing.setHeader(name, value)
      if (answer.cookies) outgoing.setHeader('set-cookie', answer.cookies)
      outgoing.end(answer.body)
    }),
  )
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function openPage(url: string, context?: BrowserContext): Promise<Page> {
  const own = context ?? (await browser.newContext())
  if (!context) onTestFinished(() => own.close())
  const page = await own.newPage()
  await page.goto(url)
  return page
}

/** `fetch` with cookies, carried out by a script in the page. */
function fetchIn(
  page: Page,
  url: string,
  method = 'GET',
  body?: object,
  type = 'application/json',
): Promise<Seen> {
  return page.evaluate(
    async ({ url, method, body, type }): Promise<Seen> => {
      try {
        const response = await fetch(url, {
          method,
          credentials: 'include',
          ...(body !== undefined && { headers: { 'content-type': type }, body: JSON.stringify(body) }),
        })
        const text = await response.text()
        return {
          failed: false,
          status: response.status,
          body: text === '' ? {} : JSON.parse(text),
          requestId: response.headers.get('x-request-id'),
        }
      } catch {
        return { failed: true, status: 0, body: {}, requestId: null }
      }
    },
    { url, method, body, type },
  )
}

describe('a page of another site', () => {
  it('[21] lets a page of an allowed site register, read, change things and read errors, with cookies, in a real browser', {
    timeout: 60_000,
  }, async ({ task }) => {
    const port = await servePage()
    // 127.0.0.1 and localhost are two sites; a browser keeps Secure cookies on both.
    const origin = `http://127.0.0.1:${port}`
    const stage = `http://localhost:${await serveStage(origin)}`
    const context = await browserWithForeignCookies()
    const page = await openPage(origin, context)
    const account = {
      username: `b${Date.now().toString(36)}`,
      email: `${Date.now()}@example.com`,
      password: 'seven-blue-kettles',
    }
    const registered = await fetchIn(page, `${stage}/auth/users/register`, 'POST', account)
    expect(registered).toMatchObject({ failed: false, status: 201 })
    expect(registered.requestId).not.toBeNull()
    const me = await fetchIn(page, `${stage}/auth/me`)
    expect(me.body.account?.id).toBe(registered.body.account?.id)
    const changed = await fetchIn(page, `${stage}/auth/me`, 'PATCH', { username: `${account.username}.x` })
    expect(changed.status).toBe(200)
    const missing = await fetchIn(page, `${stage}/reels/${'0'.repeat(24)}/like`, 'PUT')
    expect(missing).toMatchObject({ failed: false, status: 404, body: { code: 'ReelNotFound' } })
    const invalid = await fetchIn(page, `${stage}/auth/me`, 'PATCH', { role: 'partner' })
    expect(invalid).toMatchObject({ failed: false, status: 422, body: { code: 'ValidationFailed' } })
    const cookies = await context.cookies(stage)
    expect(cookies.map(({ name }) => name).sort()).toEqual([
      '__Host-reels_access',
      '__Host-reels_device',
      '__Host-reels_refresh',
    ])
    for (const cookie of cookies)
      expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'None' })
    // The page itself cannot read them.
    expect(await page.evaluate(() => Reflect.get(globalThis, 'document').cookie)).toBe('')

    const elsewhere = await openPage(`http://127.0.0.1:${await servePage()}`, context)
    expect(await fetchIn(elsewhere, `${stage}/auth/me`)).toMatchObject({ failed: true })
    expect(await fetchIn(elsewhere, `${stage}/auth/me`, 'PATCH', { username: 'stolen' })).toMatchObject({
      failed: true,
    })
    // What a browser sends without asking first reaches the API, and is refused there.
    await fetchIn(elsewhere, `${stage}/auth/logout`, 'POST')
    expect((await fetchIn(page, `${stage}/auth/me`)).status).toBe(200)
    task.meta.seen = '201, 200, 200, 404 and 422 for the page that is allowed; nothing for the other'
  })
})

describe('a page of the same site, but of another origin', () => {
  it('[20] lets a page of another origin on the same site change and read nothing, although it sends the cookies', async ({
    task,
  }) => {
    const api = inject('apiUrl')
    const user = await newUser()
    const page = await openPage(`http://localhost:${await servePage()}`)
    await page.context().addCookies(
      [...user.browser.cookies].map(([name, { value, path }]) => ({
        name,
        value,
        path,
        domain: 'localhost',
        sameSite: 'Lax' as const,
      })),
    )
    const read = await fetchIn(page, `${api}/auth/me`)
    const patched = await fetchIn(page, `${api}/auth/me`, 'PATCH', { username: 'stolen' })
    // Both are sent without a preflight: a form could send them, too.
    const loggedOut = await fetchIn(page, `${api}/auth/logout`, 'POST')
    const posted = await fetchIn(page, `${api}/auth/refresh`, 'POST', {}, 'text/plain')
    for (const seen of [read, patched, loggedOut, posted]) expect(seen.failed).toBe(true)
    expect(expectOk(await stranger(user.browser).api.getMe()).account).toMatchObject({ id: user.id })
    const { account } = expectOk(await user.api.getMe())
    expect(account.role === 'user' && account.username).not.toBe('stolen')
    task.meta.seen =
      'read, edit, logout and refresh: nothing for the page, the account and its session as they were'
  })

  it('[20] refuses a form of such a page, too', async () => {
    const api = inject('apiUrl')
    const user = await newUser()
    const page = await openPage(`http://localhost:${await servePage()}`)
    await page.context().addCookies(
      [...user.browser.cookies].map(([name, { value, path }]) => ({
        name,
        value,
        path,
        domain: 'localhost',
        sameSite: 'Lax' as const,
      })),
    )
    await page.setContent(`<form method="post" action="${api}/auth/logout"><button>Win</button></form>`)
    const [answer] = await Promise.all([
      page.waitForResponse(response => response.url().endsWith('/auth/logout')),
      page.click('button'),
    ])
    expect(answer.status()).toBe(403)
    expect((await user.api.getMe()).ok).toBe(true)
  })
})
