import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser, PASSWORD, stranger } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { DESK, PHONE, playing, sessionCookies, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const STILL = { reducedMotion: 'reduce' } as const

test('a stranger signs up in the middle of a like, over the paused reel, and the like is there', async () => {
  const reel = await publishReel(await newPartner(), { title: 'Worth a like' })
  const { page } = await browser.open({ ...PHONE, ...STILL })
  await page.goto(`/reels/${reel.id}`)
  await watched(page).getByRole('button', { name: 'Like, 0' }).tap()
  const sheet = page.getByRole('dialog', { name: 'Sign up to like' })
  await sheet.waitFor()
  await page.waitForFunction(
    () => document.querySelector<HTMLVideoElement>('.slide:not([inert]) video')?.paused,
  )
  expect(await violations(page)).toEqual([])
  const unique = randomUUID().slice(0, 8)
  await sheet.getByLabel('Username').fill(`late_${unique}`)
  await sheet.getByLabel('Email').fill(`late-${unique}@example.com`)
  await sheet.getByLabel('Password').fill(PASSWORD)
  await sheet.getByRole('button', { name: 'Create account' }).tap()
  await sheet.waitFor({ state: 'detached' })
  await watched(page).locator('[aria-pressed=true][aria-label="Like, 1"]').waitFor()
  await watched(page).getByRole('heading', { name: 'Worth a like' }).waitFor()
  await page.reload()
  await watched(page).locator('[aria-pressed=true][aria-label="Like, 1"]').waitFor()
})

test('a viewer who has liked a reel before likes it once, and follows its partner, by logging in', async () => {
  const [partner, user] = await Promise.all([newPartner(newBrand('Twice')), newUser()])
  const reel = await publishReel(partner)
  expectOk(await user.api.likeReel({ params: { reelId: reel.id } }))
  const { page, context } = await browser.open({ ...DESK, ...STILL })
  await page.goto(`/reels/${reel.id}`)
  await watched(page).getByRole('button', { name: 'Like, 1' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Log in' }).click()
  await sheet.getByLabel('Email').fill(user.email)
  await sheet.getByLabel('Password').fill(user.password)
  await sheet.getByRole('button', { name: 'Log in' }).click()
  await watched(page).locator('[aria-pressed=true][aria-label="Like, 1"]').waitFor()

  await page.evaluate(() => localStorage.clear())
  await context.clearCookies()
  await page.goto(`/partners/${partner.id}`)
  await page.getByRole('button', { name: /^Follow/ }).click()
  await page.getByRole('dialog', { name: 'Sign up to follow partners' }).waitFor()
  await sheet.getByRole('button', { name: 'Log in' }).click()
  await sheet.getByLabel('Email').fill(user.email)
  await sheet.getByLabel('Password').fill(user.password)
  await sheet.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('1 follower').waitFor()
})

test('a closed sheet leaves the reel as it was, and it plays on', async () => {
  const { page } = await browser.open(DESK)
  await page.goto('/')
  await playing(page)
  await watched(page).getByRole('button', { name: /^Save/ }).click()
  await page.getByRole('dialog', { name: 'Sign up to save' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await playing(page)
  expect(await watched(page).locator('[data-reaction=save]').getAttribute('aria-pressed')).toBe('false')
})

test('one login is for viewers and partners, and asks which if the credentials are those of both', async () => {
  const [email, brandName] = [`both-${randomUUID()}@example.com`, newBrand('Both Ways')]
  const visitor = await browser.open({ ...PHONE, ...STILL })
  const { page, context } = visitor
  visitor.expectFaults(/\b401\b/)
  expectOk(await stranger().api.registerPartner({ body: { brandName, email, password: PASSWORD } }))
  await logIn()
  await page.getByRole('heading', { name: 'Studio' }).waitFor()

  const username = `both_${randomUUID().slice(0, 8)}`
  expectOk(await stranger().api.registerUser({ body: { username, email, password: PASSWORD } }))
  await page.evaluate(() => localStorage.clear())
  await context.clearCookies()
  await logIn()
  await page.getByRole('heading', { name: 'You have two accounts with this email' }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: username }).tap()
  await watched(page).waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
  expect(await sessionCookies(context)).toHaveLength(2)
  await page.goto('/account')
  await page.getByRole('heading', { name: username }).waitFor()

  async function logIn() {
    await page.goto('/login')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).tap()
  }
})

test('a fault shows when its field is left, and is gone when it is mended', async () => {
  const { page } = await browser.open({ ...DESK, ...STILL })
  await page.goto('/register')
  const [name, email, password] = [
    page.getByLabel('Username'),
    page.getByLabel('Email'),
    page.getByLabel('Password'),
  ]
  await name.fill('A b!')
  await email.fill('ana@')
  await page.getByText('A username has 3 to 30 characters').waitFor()
  await password.fill('short')
  await page.getByText('Email is not an email address.').waitFor()
  expect(await page.getByText('Password has fewer than 8 characters.').count()).toBe(0)
  expect(await violations(page)).toEqual([])

  await name.fill('ana_reels')
  await page.getByText('A username has 3 to 30 characters').waitFor({ state: 'detached' })
  await page.getByText('Password has fewer than 8 characters.').waitFor()
  await email.fill('')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('Email is missing.').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'email')

  await page.getByRole('button', { name: 'Show the characters' }).click()
  expect(await password.getAttribute('type')).toBe('text')
  expect(await password.inputValue()).toBe('short')
})
