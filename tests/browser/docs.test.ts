import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { problems } from '#shared/contract/problems.ts'
import { newUser } from '../setup/people/people.ts'
import { axeFindings } from './setup/axe.ts'
import { DESK, PHONE, useBrowser } from './setup/visitor.ts'

const browser = useBrowser()

async function openDocs(page: Page): Promise<void> {
  await page.goto(`${inject('apiUrl')}/docs`)
  await page.locator('.opblock').first().waitFor()
}

/** Opens an operation, sends it as the page offers it, and returns the response that is shown. */
async function tryOut(page: Page, operation: string, body?: object): Promise<string> {
  const block = page.locator(`[id$="-${operation}"]`)
  await block.locator('.opblock-summary-control').click()
  await block.getByRole('button', { name: 'Try it out' }).click()
  if (body) await block.locator('textarea').fill(JSON.stringify(body))
  await block.getByRole('button', { name: 'Execute' }).click()
  return (await block.locator('.live-responses-table .response').textContent()) ?? ''
}

test('the documentation loads from the API alone', async () => {
  const { page } = await browser.open(DESK)
  const hosts = new Set<string>()
  page.on('request', request => {
    if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin)
  })
  await openDocs(page)
  expect([...hosts]).toEqual([inject('apiUrl')])
})

test.each([
  ['a phone', PHONE],
  ['a desk', DESK],
] as const)('on %s, nothing in view moves when the operations arrive', async (_, device) => {
  const { page } = await browser.open(device)
  await page.addInitScript(() => {
    const moved = new PerformanceObserver(list => {
      for (const entry of list.getEntries()) document.documentElement.dataset['moved'] = entry.name
    })
    moved.observe({ type: 'layout-shift', buffered: true })
  })
  await openDocs(page)
  expect(await page.locator('html').getAttribute('data-moved')).toBeNull()
})

test('an operation is sent with the cookies of an earlier login', async () => {
  const { page, context, expectFaults } = await browser.open(DESK)
  const { email, password } = await newUser()
  await openDocs(page)
  expectFaults(/\b401\b/)
  expect(await tryOut(page, 'getMe')).toContain('NotAuthenticated')
  await page.getByRole('link', { name: 'a user' }).click()
  expect(await tryOut(page, 'loginUser', { email, password })).toContain(email)
  expect((await context.cookies(inject('apiUrl'))).map(({ name }) => name)).toContain('reels_access')

  await page.getByRole('button', { name: 'Execute' }).first().click()
  expect(await tryOut(page, 'listSessions')).toContain('"current": true')
})

test('an error code has a row that says what to do about it', async () => {
  const { page } = await browser.open(PHONE)
  await openDocs(page)
  await page.getByRole('link', { name: 'Errors and what to do' }).tap()
  await page.waitForURL('**/docs#errors')
  const row = page.locator('#MalformedJson')
  await page.waitForFunction(() => {
    const top = document.querySelector('#MalformedJson')?.getBoundingClientRect().top ?? -1
    return top > 0 && top < window.innerHeight
  })
  expect(await row.locator('td').last().textContent()).toBe(problems.MalformedJson.advice)
  const [size] = await row.evaluate(element => [Number.parseFloat(getComputedStyle(element).fontSize)])
  expect(size).toBeGreaterThanOrEqual(14)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the documentation fits a phone, is readable and its own parts pass axe: ${colorScheme}`, async () => {
    const { page } = await browser.open({ ...PHONE, viewport: { width: 360, height: 800 }, colorScheme })
    await openDocs(page)
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(28, 32, 34)')
    // The elements of Swagger UI cannot be changed here, but its colours can.
    expect(await axeFindings(page, {}, { exclude: ['.swagger-ui'] })).toEqual([])
    expect(await axeFindings(page, { runOnly: ['color-contrast'] })).toEqual([])

    await tryOut(page, 'listReels')
    for (const width of [360, 390]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      const cut = await page
        .locator('#operations *, #errors *')
        .evaluateAll(all => all.filter(one => one.getBoundingClientRect().right > innerWidth + 1).length)
      expect(cut).toBe(0)
    }
  })
}
