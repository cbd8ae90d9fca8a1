import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { codeOf } from '#domains/share/code.ts'
import { newPartner } from '../../setup/people/people.ts'
import '../../setup/reports/seen.ts'
import { publishReel } from '../../setup/videos/videos.ts'

const TITLE = `"><script>hacked=1</script><img src=x onerror=hacked=1>`
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
}, 60_000)
afterAll(() => browser?.close())

describe('a share page', () => {
  it('[106] runs no script of its title in a real browser, and shows its poster and its style', async ({
    task,
  }) => {
    const reel = await publishReel(await newPartner(), { title: TITLE })
    const page = await browser.newPage()
    const refused: string[] = []
    page.on('console', message => refused.push(message.text()))
    await page.goto(`${inject('apiUrl')}/s/${codeOf(reel.id)}`, { waitUntil: 'load' })
    expect(await page.locator('h1').textContent()).toBe(TITLE)
    expect(await page.title()).toBe(TITLE)
    expect(await page.evaluate('typeof hacked')).toBe('undefined')
    expect(await page.locator('script, iframe, object').count()).toBe(0)
    expect(await page.evaluate("document.querySelector('img').naturalWidth")).toBeGreaterThan(0)
    const background = await page.evaluate("getComputedStyle(document.querySelector('a')).backgroundColor")
    expect(background).toBe('rgb(91, 52, 230)')
    expect(await page.locator('a').getAttribute('href')).toBe(
      `${inject('settings')['PLAYER_URL']}/reels/${reel.id}`,
    )
    expect(refused).toEqual([])
    await page.close()
    task.meta.seen = 'the title as text, its poster, no script, nothing that the policy refused'
  }, 60_000)
})
