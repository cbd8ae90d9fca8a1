import { createServer } from 'node:http'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { startWeb, type Web } from '../../../web/serve.ts'
import '../../setup/reports/seen.ts'

const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run']
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

let browser: Browser
let player: Web

beforeAll(async () => {
  const apiUrl = inject('apiUrl')
  const mediaUrls = [inject('settings')['IMAGEKIT_URL_ENDPOINT'] ?? '']
  player = await startWeb({ port: 0, apiUrl, mediaUrls, root: process.cwd() })
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS })
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await player?.close()
})

async function newPage(context?: BrowserContext): Promise<Page> {
  const own = context ?? (await browser.newContext())
  onTestFinished(() => own.close())
  return own.newPage()
}

/** A page of another site, served until the test ends. */
async function servePage(html: string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html>${html}`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

describe('the player', () => {
  it('[127] sends its headers with every answer', async ({ task }) => {
    const html = await (await fetch(player.url)).text()
    const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? ''
    const paths = [
      '/',
      script,
      '/icon.svg',
      '/manifest.webmanifest',
      '/login',
      '/tags/%',
      '/nowhere',
      '/no.js',
    ]
    for (const path of paths) {
      const { headers } = await fetch(player.url + path)
      const policy = Object.fromEntries(
        (headers.get('content-security-policy') ?? '').split('; ').map(text => {
          const [name = '', ...sources] = text.split(' ')
          return [name, sources]
        }),
      )
      expect(policy, path).toMatchObject({
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      })
      expect(policy['connect-src'], path).toContain(inject('apiUrl'))
      expect(Object.values(policy).flat(), path).not.toContain('*')
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('referrer-policy'), path).toBe('no-referrer')
    }
    task.meta.seen = `${paths.length} addresses with CSP, nosniff and Referrer-Policy`
  })

  it('[127] is not shown in a frame of another site', async ({ task }) => {
    const page = await newPage()
    const told: string[] = []
    page.on('console', message => told.push(message.text()))
    const framing = await servePage(`<iframe src="${player.url}/login"></iframe>`)
    await page.goto(framing)
    await expect.poll(() => told.join('\n')).toContain('frame-ancestors')
    const [, frame] = page.frames()
    await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/)
    expect(await frame?.getByRole('button').count()).toBe(0)
    task.meta.seen = told.find(text => text.includes('frame-ancestors'))?.slice(0, 120) ?? ''
  })

  it('[127] runs no script that somebody has put into a page', async () => {
    const page = await newPage()
    await page.goto(`${player.url}/login`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const elsewhere = await servePage('')
    // Text, because the types of the tests know no document.
    const refused = await page.evaluate<{ blocked: string[]; request: string; title: string }>(`(async () => {
      const blocked = []
      document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective))
      const inline = document.createElement('script')
      inline.textContent = 'document.title = "taken over"'
      const foreign = document.createElement('script')
      foreign.src = '${elsewhere}/x.js'
      const failed = new Promise(resolve => foreign.addEventListener('error', resolve))
      document.body.append(inline, foreign)
      await failed
      const request = await fetch('${elsewhere}', { mode: 'no-cors' }).then(() => 'sent', () => 'refused')
      return { blocked, request, title: document.title }
    })()`)
    expect(refused.title).not.toBe('taken over')
    expect(refused.blocked.filter(directive => directive === 'script-src-elem')).toHaveLength(2)
    expect(refused.request).toBe('refused')
  })

  it('[127] says what is wrong with an address that cannot be read', async ({ task }) => {
    const page = await newPage()
    const faults: string[] = []
    page.on('pageerror', error => faults.push(error.message))
    for (const address of ['/tags/%', '/partners/%E0%A4%A', '/partners/%', '/reels/%ff']) {
      await page.goto(player.url + address)
      await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor()
    }
    for (const next of ['http://', '//', 'https://evil.example/', 'javascript:alert(1)']) {
      await page.goto(`${player.url}/login?next=${encodeURIComponent(next)}`)
      await page.getByText('names a page that does not exist').waitFor()
      await page.getByRole('button', { name: 'Log in' }).waitFor()
    }
    await page.goto(`${player.url}/login?next=${encodeURIComponent('/saved')}`)
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    expect(await page.getByText('names a page that does not exist').count()).toBe(0)
    expect(faults).toEqual([])
    task.meta.seen = 'Page not found; the login tells that the link cannot be followed'
  })
})
