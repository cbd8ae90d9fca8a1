import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { mailsTo } from '../setup/people/mail.ts'
import { expectOk, newPartner, newUser, PASSWORD } from '../setup/people/people.ts'
import { violations } from './setup/axe.ts'
import { openMail } from './setup/mailbox.ts'
import { DESK, PHONE, signIn, useBrowser } from './setup/visitor.ts'

const browser = useBrowser()
// In the middle of a transition, a colour has less contrast than before and after it.
const STILL = { reducedMotion: 'reduce' } as const
const REMINDER = 'Confirm your email address'

test('a new account is reminded of its address until the link in a mail is opened', async () => {
  const user = await newUser()
  const visitor = await browser.open({ ...PHONE, ...STILL })
  const { page } = visitor
  await signIn(visitor, user, 'ana')
  await page.goto('/account')
  await page.getByRole('heading', { name: REMINDER }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Send again' }).tap()
  await page.getByText('Sent. Check your inbox.').waitFor()
  expect(await mailsTo(user.email, REMINDER)).toHaveLength(2)

  const opened = await openMail(visitor, user.email, REMINDER)
  await opened.getByRole('heading', { name: 'Your email address is confirmed' }).waitFor()
  expect(opened.url()).toBe(`${inject('webUrl')}/verify-email`)
  expect(await violations(opened)).toEqual([])
  await opened.getByRole('link', { name: 'Go to your account' }).tap()
  await opened.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
  expect(await opened.getByRole('heading', { name: REMINDER }).count()).toBe(0)

  visitor.expectFaults(/\b400\b/)
  const again = await openMail(visitor, user.email, REMINDER)
  await again.getByRole('heading', { name: 'This link no longer works' }).waitFor()
  expect(await violations(again)).toEqual([])
})

test('an email changes when the link in the new inbox is opened, and the old inbox is told', async () => {
  const partner = await newPartner()
  const newEmail = `partner-${randomUUID()}@example.com`
  const visitor = await browser.open({ ...DESK, ...STILL })
  const { page } = visitor
  await signIn(visitor, partner, 'Quay Films')
  await page.goto('/account')
  await page.getByRole('link', { name: 'Email' }).click()
  await page.getByText('Not confirmed').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByLabel('New email').fill(newEmail)
  await page.getByLabel('Password').fill('not the password')
  visitor.expectFaults(/\b401\b/)
  await page.getByRole('button', { name: 'Change email' }).click()
  await page.getByText('Incorrect password.').waitFor()
  await page.getByLabel('Password').fill(partner.password)
  await page.getByRole('button', { name: 'Change email' }).click()
  await page.getByRole('heading', { name: 'Check your new inbox' }).waitFor()
  expect(await violations(page)).toEqual([])
  expect(expectOk(await partner.api.getMe()).account.email).toBe(partner.email)
  const [told] = await mailsTo(partner.email, 'Your email address is about to change')
  expect(told?.text).toContain(newEmail)

  const opened = await openMail(visitor, newEmail, 'Confirm your new email address')
  await opened.getByRole('heading', { name: 'Your email address is confirmed' }).waitFor()
  await page.goto('/account/email')
  await page.getByText(newEmail).waitFor()
  await page.getByText('Confirmed', { exact: true }).waitFor()
})

for (const [name, options] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`the mailbox shows a mail as HTML and as text on a ${name}, and axe finds no violation`, async () => {
    const user = await newUser()
    for (const colorScheme of ['light', 'dark'] as const) {
      const visitor = await browser.open({ ...options, colorScheme })
      const { page } = visitor
      await page.goto(inject('mailboxUrl'))
      const listed = page.getByRole('link').filter({ hasText: user.email })
      await listed.waitFor()
      expect(await violations(page)).toEqual([])
      await listed.click()
      const frame = page.frameLocator('iframe')
      await frame.getByRole('heading', { name: REMINDER }).waitFor()
      expect(await violations(page)).toEqual([])
      await page.getByRole('link', { name: 'Text', exact: true }).click()
      const link = page.getByRole('link', { name: /verify-email#token=/ })
      await link.waitFor()
      expect(await violations(page)).toEqual([])
    }
  })
}

test('an address in Cyrillic is typed in the forms as it is, and gets an account', async () => {
  const unique = randomUUID().slice(0, 8)
  const [typed, stored] = [`info-${unique}@пример.рф`, `info-${unique}@xn--e1afmkfd.xn--p1ai`]
  const visitor = await browser.open({ ...PHONE, ...STILL })
  const { page } = visitor
  await page.goto('/register')
  await page.getByLabel('Username').fill(`info_${unique}`)
  await page.getByLabel('Email').pressSequentially(typed)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL(url => url.pathname === '/')
  await page.goto('/account/email')
  // A domain is written so in mails and certificates: the browser itself says what was typed in this way.
  await page.getByText(stored).waitFor()
  await expect.poll(async () => (await mailsTo(stored, REMINDER)).length).toBe(1)

  await visitor.context.clearCookies()
  await page.evaluate(() => localStorage.clear())
  // There is no partner with this email.
  visitor.expectFaults(/\b401\b/)
  await page.goto('/login')
  await page.getByLabel('Email').pressSequentially(typed)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(url => url.pathname === '/')

  // What stands before the @ cannot be written in other letters: the form says so before anything is sent.
  await page.goto('/account/email')
  await page.getByLabel('New email').pressSequentially('инфо@пример.рф')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change email' }).click()
  await page.getByText('New email is not an email address.').waitFor()
  expect(await page.getByRole('heading', { name: 'Check your new inbox' }).count()).toBe(0)
})
