import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { mailsTo } from '../setup/people/mail.ts'
import { expectOk, newPartner, newUser, PASSWORD, type Person, stranger } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { openMail } from './setup/mailbox.ts'
import { paddedVideo } from './setup/video-files.ts'
import { DESK, PHONE, sessionCookies, signIn, useBrowser } from './setup/visitor.ts'

const browser = useBrowser()
const NEW_PASSWORD = 'nine-quiet-lanterns'

async function signedIn(person: Person, name: string, options = DESK) {
  const visitor = await browser.open(options)
  await signIn(visitor, person, name)
  return visitor
}

test('a partner edits the profile, and the public page shows the changes', async () => {
  const partner = await newPartner()
  const brand = newBrand('Harbour & Sons')
  const visitor = await signedIn(partner, 'Harbour Films')
  const { page } = visitor
  await page.goto('/account')
  await page.getByRole('link', { name: 'Profile' }).click()
  await page.getByText(partner.email).waitFor()
  await page.getByLabel('Brand name').fill(brand)
  await page.getByLabel('About').fill('Boats, mostly.')
  await page.getByLabel('Website').fill('not an address')
  visitor.expectFaults(/\b422\b/)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Website is not a plain web address.').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'website')

  await page.getByLabel('Website').fill('https://harbour.example')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: brand }).waitFor()
  await page.getByRole('link', { name: 'Public page' }).click()
  await page.getByRole('heading', { level: 1, name: brand }).waitFor()
  await page.getByText('Boats, mostly.').waitFor()
  await page.getByRole('link', { name: 'harbour.example' }).waitFor()

  await page.goto('/account/profile')
  await page.getByLabel('Website').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: brand }).waitFor()
  expect(expectOk(await partner.api.getMe()).account).toMatchObject({ website: null, bio: 'Boats, mostly.' })
})

test('a username that is taken is refused at its field', async () => {
  const [mine, other] = await Promise.all([newUser(), newUser()])
  const { account } = expectOk(await other.api.getMe())
  const visitor = await signedIn(mine, 'mine')
  const { page } = visitor
  await page.goto('/account/profile')
  await page.getByLabel('Username').fill(account.role === 'user' ? account.username : '')
  visitor.expectFaults(/\b409\b/)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('This username is taken. Try another one.').waitFor()
  expect(await page.getByLabel('Username').getAttribute('aria-invalid')).toBe('true')
})

test('sessions are listed, and can be ended one by one or all others at once', async () => {
  const user = await newUser()
  const visitor = await signedIn(user, 'ana', PHONE)
  const { page } = visitor
  const elsewhere = await Promise.all([1, 2, 3].map(() => logIn(user)))
  await page.goto('/account/devices')
  const devices = page.getByRole('listitem').and(page.locator('[data-session]'))
  await devices.nth(3).waitFor()
  expect(await devices.filter({ hasText: 'This device' }).count()).toBe(1)

  await devices
    .getByRole('button', { name: /^Log out/ })
    .first()
    .tap()
  await devices.nth(3).waitFor({ state: 'detached' })
  expect(await stillIn(elsewhere)).toBe(2)
  await page.getByRole('button', { name: 'Log out on all other devices' }).tap()
  await devices.nth(1).waitFor({ state: 'detached' })
  expect(await stillIn(elsewhere)).toBe(0)
  await page.reload()
  await devices.filter({ hasText: 'This device' }).waitFor()
  expect(await devices.count()).toBe(1)
})

test('a password can be changed, and a wrong current password is refused at its field', async () => {
  const user = await newUser()
  const visitor = await signedIn(user, 'ana')
  const { page } = visitor
  const elsewhere = await logIn(user)
  await page.goto('/account/password')
  await page.getByLabel('Current password').fill('not the password')
  await page.getByLabel('New password').fill(NEW_PASSWORD)
  visitor.expectFaults(/\b401\b/)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Incorrect password.').waitFor()
  await page.getByLabel('Current password').fill(user.password)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Password changed.').waitFor()
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
  expect(await stillIn([elsewhere])).toBe(0)
  const { api } = stranger()
  expect((await api.loginUser({ body: { email: user.email, password: NEW_PASSWORD } })).ok).toBe(true)
})

test('the link in the email sets a new password, once, and the email is typed only once on the way', async () => {
  const email = `forgetful-${randomUUID()}@example.com`
  const { api } = stranger()
  expectOk(
    await api.registerPartner({ body: { brandName: newBrand('Forgetful'), email, password: PASSWORD } }),
  )
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  await page.goto('/login')
  await page.getByLabel('Email').fill(email)
  await page.getByRole('link', { name: 'Forgot your password?' }).tap()
  expect(await page.getByLabel('Email').inputValue()).toBe(email)
  await page.getByRole('button', { name: 'Send link' }).tap()
  await page.getByRole('heading', { name: 'Check your email' }).waitFor()

  // From the mailbox to the player, as the owner of the account does it.
  const opened = await openMail(visitor, email, 'Set a new password')
  await opened.getByLabel('New password').waitFor()
  expect(opened.url()).toBe(`${inject('webUrl')}/reset-password`)
  await opened.getByLabel('New password').fill(NEW_PASSWORD)
  await opened.getByRole('button', { name: 'Set password' }).tap()
  await opened.getByText('Your new password is set.').waitFor()
  expect(await opened.getByLabel('Email').inputValue()).toBe(email)
  await opened.getByLabel('Password').fill(NEW_PASSWORD)
  await opened.getByRole('button', { name: 'Log in' }).tap()
  await opened.getByRole('heading', { name: 'Studio' }).waitFor()

  visitor.expectFaults(/\b400\b/)
  const link = /http\S+/.exec((await mailsTo(email, 'Set a new password'))[0]?.text ?? '')?.[0] ?? ''
  expect(link).toContain(`${inject('webUrl')}/reset-password#token=`)
  await page.goto(link)
  await page.getByLabel('New password').fill('ten-loud-lanterns')
  await page.getByRole('button', { name: 'Set password' }).tap()
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
})

test('an account is deleted with its password, and its reels with it', async () => {
  const partner = await newPartner()
  const reel = await publishReel(partner)
  const visitor = await signedIn(partner, 'Short Lived')
  const { page, context } = visitor
  await page.goto('/studio/new')
  await page.getByLabel('Title').fill('Never sent')
  await page.getByLabel('Video', { exact: true }).setInputFiles(await paddedVideo(400_000, 'tide.mp4'))
  await page.getByRole('link', { name: 'Studio' }).click()
  await page.waitForFunction(KEPT_HERE)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Delete account' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Password').fill('not the password')
  visitor.expectFaults(/\b401\b/)
  await dialog.getByRole('button', { name: 'Delete account' }).click()
  await dialog.getByText('Incorrect password.').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect((await partner.api.getMe()).ok).toBe(true)

  await page.getByRole('button', { name: 'Delete account' }).click()
  await dialog.getByLabel('Password').fill(partner.password)
  await dialog.getByRole('button', { name: 'Delete account' }).click()
  await page.getByText('Your account has been deleted.').waitFor()
  await page.getByRole('link', { name: 'Log in' }).waitFor()
  expect(await sessionCookies(context)).toEqual([])
  expect(await page.evaluate(KEPT_HERE)).toBe(false)
  const { api } = stranger()
  expect((await api.getReel({ params: { reelId: reel.id } })).status).toBe(404)
  expect((await api.loginPartner({ body: { email: partner.email, password: partner.password } })).ok).toBe(
    false,
  )
})

/** Whether this browser keeps what was typed, and a file that was chosen. */
const KEPT_HERE = `new Promise(resolve => {
  const isTextKept = Object.keys(localStorage).some(key => key.startsWith('reels.draft.'))
  const opening = indexedDB.open('reels.files')
  opening.onsuccess = () => {
    const counting = opening.result.transaction('files').objectStore('files').count()
    counting.onsuccess = () => {
      opening.result.close()
      resolve(isTextKept || counting.result > 0)
    }
  }
})`

/** Logs in to the same account from another browser. */
async function logIn({ email, password }: Person) {
  const { api } = stranger()
  expectOk(await api.loginUser({ body: { email, password } }))
  return api
}

async function stillIn(apis: Awaited<ReturnType<typeof logIn>>[]): Promise<number> {
  const answers = await Promise.all(apis.map(api => api.getMe()))
  return answers.filter(({ ok }) => ok).length
}
