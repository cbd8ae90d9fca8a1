import { expect, test } from 'vitest'
import { expectOk, newPartner } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { DESK, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()

test.each([
  [{ amount: 49_900, currency: 'HUF' }, 'HUF 499.00'],
  [{ amount: 499, currency: 'RSD' }, 'RSD 4.99'],
  [{ amount: 1_500, currency: 'IQD' }, 'IQD 1.500'],
  [{ amount: 500, currency: 'JPY' }, '¥500'],
])('a price of %o is shown with the minor digits of ISO 4217', async (price, text) => {
  const partner = await newPartner()
  const reel = await publishReel(partner, { price })
  const { page } = await browser.open()
  await page.goto(`/reels/${reel.id}`)
  // Until the currencies have been read, it says only that the reel is paid.
  await expect.poll(() => watched(page).locator('.price').textContent()).toBe(text.replace(' ', '\u00a0'))
})

test('an amount typed in the studio is stored in minor units of its currency, and is there to be edited', async () => {
  const partner = await newPartner()
  const reel = await publishReel(partner)
  const visitor = await browser.open({ ...DESK, locale: 'de-DE' })
  await signIn(visitor, partner, 'Salt & Light')
  const { page } = visitor
  for (const [typed, amount, kept] of [
    ['4,99', 499, '4,99'],
    ['4.9', 490, '4,90'],
    ['1.234,56', 123_456, '1234,56'],
  ] as const) {
    await page.goto(`/studio/${reel.id}`)
    await page.getByText('Paid', { exact: true }).click()
    await page.getByLabel('Currency').selectOption('HUF')
    await page.getByLabel('Amount').fill(typed)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    const stored = expectOk(await partner.api.getReel({ params: { reelId: reel.id } })).reel.price
    expect(stored).toEqual({ amount, currency: 'HUF' })
    await page.goto(`/studio/${reel.id}`)
    await expect.poll(() => page.getByLabel('Amount').inputValue(), { timeout: 10_000 }).toBe(kept)
  }
})

test('an amount that its currency cannot have is refused in the form, with what to type instead', async () => {
  const partner = await newPartner()
  const reel = await publishReel(partner)
  const visitor = await browser.open(DESK)
  await signIn(visitor, partner, 'Salt & Light')
  const { page } = visitor
  await page.goto(`/studio/${reel.id}`)
  await page.getByText('Paid', { exact: true }).click()
  await page.getByLabel('Currency').selectOption('HUF')
  await page.getByLabel('Amount').fill('4,99')
  await page.getByText('Viewers see HUF 4.99').waitFor()
  await page.getByLabel('Amount').fill('4.999')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Enter an amount with at most 2 decimal places, such as 4.99.').waitFor()
  expect(expectOk(await partner.api.getReel({ params: { reelId: reel.id } })).reel.price.amount).toBe(0)
})
