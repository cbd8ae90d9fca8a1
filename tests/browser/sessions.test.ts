import { expect, inject, test } from 'vitest'
import { newUser } from '../setup/people/people.ts'
import { DESK, sessionCookies, signIn, useBrowser, type Visitor, watched } from './setup/visitor.ts'

const browser = useBrowser()

async function signedIn(): Promise<Visitor> {
  const visitor = await browser.open(DESK)
  await signIn(visitor, await newUser(), 'ana')
  return visitor
}

/** Removes the access cookie, as its expiry after fifteen minutes does. */
function expireAccess({ context }: Visitor): Promise<void> {
  return context.clearCookies({ name: 'reels_access' })
}

test('an access cookie that expires during use is renewed unnoticed', async () => {
  const visitor = await signedIn()
  const { page } = visitor
  await page.goto('/')
  const like = watched(page).getByRole('button', { name: /^Like/ })
  await like.waitFor()
  const wasOn = await like.getAttribute('aria-pressed')
  expect(wasOn).toBe('false')

  visitor.expectFaults(/\b401\b/)
  await expireAccess(visitor)
  const answered = page.waitForResponse(r => r.request().method() === 'PUT' && r.status() === 200)
  await like.click()
  await answered
  expect(await like.getAttribute('aria-pressed')).toBe('true')
  expect((await visitor.context.cookies(inject('apiUrl'))).map(({ name }) => name)).toContain('reels_access')
})

test('a page opened after the access cookie expired still shows what the user liked', async () => {
  const visitor = await signedIn()
  const { page } = visitor
  await page.goto('/')
  const answered = page.waitForResponse(r => r.request().method() === 'PUT' && r.status() === 200)
  await watched(page).getByRole('button', { name: /^Like/ }).click()
  await answered

  visitor.expectFaults(/\b401\b/)
  await expireAccess(visitor)
  await page.reload()
  await watched(page).locator('[data-reaction=like][aria-pressed=true]').waitFor()
})

test('two tabs that refresh the session at the same time both stay logged in', async () => {
  const visitor = await signedIn()
  const first = visitor.page
  const second = await visitor.openTab()
  await Promise.all([first.goto('/saved'), second.goto('/liked')])
  await Promise.all([
    first.getByText('Nothing here yet').waitFor(),
    second.getByText('Nothing here yet').waitFor(),
  ])

  visitor.expectFaults(/\b401\b/)
  await expireAccess(visitor)
  // Each request waits for the other. Otherwise the faster tab would renew the cookies of both.
  const both = Promise.withResolvers<void>()
  let sent = 0
  await visitor.context.route('**/auth/refresh', async route => {
    sent += 1
    if (sent === 2) both.resolve()
    await both.promise
    await route.continue()
  })
  const refreshed = [first, second].map(tab =>
    tab.waitForResponse(r => r.url().endsWith('/auth/refresh') && r.status() === 204),
  )
  await Promise.all([first.reload(), second.reload()])
  await Promise.all(refreshed)
  await Promise.all([
    first.getByText('Nothing here yet').waitFor(),
    second.getByText('Nothing here yet').waitFor(),
  ])

  await expireAccess(visitor)
  await first.reload()
  await first.getByText('Nothing here yet').waitFor()
})

test('logging out in one tab logs out the others', async () => {
  const visitor = await signedIn()
  const { page } = visitor
  const other = await visitor.openTab()
  await Promise.all([page.goto('/account'), other.goto('/saved')])
  await other.getByText('Nothing here yet').waitFor()
  await page.getByRole('button', { name: 'Log out' }).click()
  await other.getByText('Log in to see your reels').waitFor()
  expect(await sessionCookies(visitor.context)).toEqual([])
})

test('a session that was ended on another device leads to the login and back', async () => {
  const person = await newUser()
  const visitor = await browser.open(DESK)
  await signIn(visitor, person, 'ana')
  const { page } = visitor
  await page.goto('/saved')
  await page.getByText('Nothing here yet').waitFor()
  visitor.expectFaults(/\b401\b/)
  await visitor.context.clearCookies()
  await page.reload()
  await page.getByRole('main').getByRole('link', { name: 'Log in' }).click()
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('Incorrect email or password.').waitFor()
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL('**/saved')
  await page.getByText('Nothing here yet').waitFor()
})

test('a form shows beside its fields what the API refuses', async () => {
  const visitor = await browser.open(DESK)
  const { page } = visitor
  visitor.expectFaults(/\b(422|409)\b/)
  await page.goto('/register')
  await page.getByLabel('Username').fill('no spaces allowed')
  await page.getByLabel('Email').fill('ana@example.com')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  const username = page.getByLabel('Username')
  await page.locator('#app [aria-invalid=true]').first().waitFor()
  expect(await username.getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('Password').getAttribute('aria-invalid')).toBe('true')
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'username')

  await username.fill('a_free_name')
  await page.getByLabel('Password').fill('seven-blue-kettles')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('An account with this email already exists.').waitFor()
})
