import type { Locator, Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import openapi from '#generated/openapi.json' with { type: 'json' }
import { problems } from '#shared/contract/problems.ts'
import { newUser } from '../setup/people/people.ts'
import { axeFindings } from './setup/axe.ts'
import { DESK, PHONE, useBrowser } from './setup/visitor.ts'

const browser = useBrowser()

async function openDocs(page: Page): Promise<void> {
  await page.goto(`${inject('apiUrl')}/docs`)
  await page.locator('.operation').first().waitFor()
}

function operationOf(page: Page, name: string): Locator {
  return page.locator(`.operation[id$="/${name}"]`)
}

/** Sends an open operation as the page offers it, and returns the response that is shown. */
async function send(operation: Locator, body?: object): Promise<string> {
  await operation.getByRole('button', { name: 'Try it out' }).click()
  if (body) await operation.locator('textarea').fill(JSON.stringify(body))
  await operation.getByRole('button', { name: 'Execute' }).click()
  return (await operation.locator('.live-responses-table .response').textContent()) ?? ''
}

async function tryOut(page: Page, name: string): Promise<string> {
  const operation = operationOf(page, name)
  await operation.locator('summary').click()
  return send(operation)
}

test('the documentation loads from the API alone', async () => {
  const { page } = await browser.open(DESK)
  const hosts = new Set<string>()
  page.on('request', request => {
    if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin)
  })
  await openDocs(page)
  await operationOf(page, 'listReels').locator('summary').click()
  await operationOf(page, 'listReels').getByRole('button', { name: 'Try it out' }).waitFor()
  expect([...hosts]).toEqual([inject('apiUrl')])
})

test('what each operation does can be read without its form, and without a script', async () => {
  const { page } = await browser.open({ ...PHONE, javaScriptEnabled: false })
  const answers: string[] = []
  page.on('response', response => answers.push(new URL(response.url()).pathname))
  await openDocs(page)
  const documented = Object.values(openapi.paths).flatMap(methods => Object.values(methods))
  expect(await page.locator('.operation').count()).toBe(documented.length)
  const operation = operationOf(page, 'listReels')
  await operation.locator('summary').tap()
  await operation.getByText(openapi.paths['/reels'].get.description.split('.')[0] ?? '').waitFor()
  expect(answers).not.toContain('/openapi.json')
})

const SHIFTS = `
  addEventListener('click', event => { document.documentElement.dataset.clicked = event.timeStamp }, true)
  new PerformanceObserver(list => {
    for (const { hadRecentInput, sources } of list.getEntries()) {
      const names = sources.map(({ node }) => node?.className || node?.nodeName)
      if (!hadRecentInput) document.documentElement.dataset.moved = names.join(' ')
    }
  }).observe({ type: 'layout-shift', buffered: true })`

test.each([
  ['a phone', PHONE, 'listReels'],
  ['a phone', PHONE, 'getHealth'],
  ['a desk', DESK, 'listReels'],
  ['a desk', DESK, 'getHealth'],
] as const)('on %s, nothing in view moves when an operation arrives', async (_, device, name) => {
  const { page } = await browser.open(device)
  await page.addInitScript(SHIFTS)
  const held = Promise.withResolvers<void>()
  await page.route('**/openapi.json', async route => {
    await held.promise
    await route.continue()
  })
  await openDocs(page)
  const operation = operationOf(page, name)
  await operation.locator('summary').click()
  // Until half a second after a click, a browser takes what moves for what was wanted.
  await page.waitForFunction(
    () => performance.now() > Number(document.documentElement.dataset['clicked']) + 500,
  )
  held.resolve()
  await operation.getByRole('button', { name: 'Try it out' }).waitFor()
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
  expect(await page.locator('html').getAttribute('data-moved')).toBeNull()
})

test('an operation is sent with the cookies of an earlier login', async () => {
  const { page, context, expectFaults } = await browser.open(DESK)
  const { email, password } = await newUser()
  await openDocs(page)
  expectFaults(/\b401\b/)
  expect(await tryOut(page, 'getMe')).toContain('NotAuthenticated')
  await page.getByRole('link', { name: 'a user' }).click()
  expect(await send(operationOf(page, 'loginUser'), { email, password })).toContain(email)
  expect((await context.cookies(inject('apiUrl'))).map(({ name }) => name)).toContain('reels_access')

  await page.getByRole('button', { name: 'Execute' }).first().click()
  expect(await tryOut(page, 'listSessions')).toContain('"current": true')
})

test('the address is that of the operation that was opened, and opens it for anyone else', async () => {
  const { page, openTab } = await browser.open(PHONE)
  await openDocs(page)
  await operationOf(page, 'listTrendingTags').locator('summary').tap()
  await page.waitForURL('**/docs#/feeds/listTrendingTags')
  const other = await openTab()
  await other.goto(page.url())
  await operationOf(other, 'listTrendingTags').getByRole('button', { name: 'Try it out' }).waitFor()
})

test('operations are found by their words', async () => {
  const { page } = await browser.open(DESK)
  await openDocs(page)
  await page.getByLabel('Find an operation').fill('purchases RECEIPT')
  const found = page.locator('.operation:visible')
  expect(await found.evaluateAll(all => all.map(({ id }) => id))).toEqual(['/purchases/getReceipt'])
  expect(await page.locator('.tag:visible h2').allTextContents()).toEqual(['purchases'])
  await page.getByLabel('Find an operation').fill('')
  expect(await found.count()).toBeGreaterThan(50)
})

test('an operation that did not load can be opened again', async () => {
  const { page, expectFaults } = await browser.open(DESK)
  await page.route('**/openapi.json', route => route.abort(), { times: 1 })
  expectFaults(/openapi\.json|ERR_FAILED/)
  await openDocs(page)
  const operation = operationOf(page, 'listReels')
  await operation.locator('summary').click()
  await operation.getByText('This part did not load.').waitFor()
  await operation.locator('summary').click()
  await operation.locator('summary').click()
  await operation.getByRole('button', { name: 'Try it out' }).waitFor()
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
    expect(await axeFindings(page, {})).toEqual([])

    await tryOut(page, 'listReels')
    // The elements of Swagger UI cannot be changed here, but its colours can.
    expect(await axeFindings(page, {}, { exclude: ['.swagger-ui'] })).toEqual([])
    expect(await axeFindings(page, { runOnly: ['color-contrast'] })).toEqual([])
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
