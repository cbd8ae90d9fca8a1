import { expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser, type Person } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { openMail } from './setup/mailbox.ts'
import { buy, newSeller, PRICE } from './setup/selling.ts'
import { DESK, PHONE, signIn, useBrowser } from './setup/visitor.ts'

const browser = useBrowser()
const NARROW = { ...PHONE, viewport: { width: 360, height: 780 }, reducedMotion: 'reduce' } as const

function sell(seller: Person, title: string) {
  return publishReel(seller, { title, price: PRICE })
}

test('a partner is told while setting a price that nothing can be sold yet, and sets up how to get paid', async () => {
  const brand = newBrand('Harbour')
  const partner = await newPartner(brand)
  const visitor = await browser.open(NARROW)
  const { page } = visitor
  await signIn(visitor, partner, brand)
  await page.goto('/studio/new')
  await page.getByText('Paid', { exact: true }).click()
  await page.getByLabel('Amount').fill('4.99')
  await page.getByText('You cannot sell yet').waitFor()
  await page.getByLabel('Amount').fill('0.49')
  await page.getByText('The smallest price that can be bought is $0.50.').waitFor()
  await page.getByLabel('Currency').selectOption('ISK')
  await page.getByText('Reels are not sold in ISK').waitFor()
  await page.getByLabel('Currency').selectOption('USD')
  await page.getByLabel('Amount').fill('4.99')
  await page.getByRole('link', { name: 'Get paid' }).click()

  await page.getByRole('heading', { name: 'Set up how you get paid' }).waitFor()
  await page.getByText('Please confirm your email address first.').waitFor()
  const opened = await openMail(visitor, partner.email, 'Confirm your email address')
  await opened.getByRole('heading', { name: 'Your email address is confirmed' }).waitFor()
  await page.goto('/studio/payouts')
  await page.getByText('A company').click()
  await page.getByText('A person').click()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Continue to Stripe' }).click()

  // The form of Stripe, which is left half-way first.
  await page.getByRole('button', { name: 'Save, and finish later' }).click()
  await page.getByRole('heading', { name: 'Finish setting up' }).waitFor()
  await page.getByText('Bank account').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Continue at Stripe' }).click()
  await page.getByLabel('Your full name').fill('Lena Moreau')
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await page.getByRole('heading', { name: 'You can sell' }).waitFor()
  await page.getByText('Nothing has been paid out yet.').waitFor()
  expect(await violations(page)).toEqual([])
  await page.goto('/studio/new')
  await page.getByText('Paid', { exact: true }).click()
  await page.getByLabel('Amount').fill('4.99')
  await page.getByText('Reels keeps 15 % of each sale.').waitFor()
})

test('a partner sees a sale in the figures, the plot, the table and the list, and refunds it', async () => {
  const brand = newBrand('Dunes')
  const [seller, user] = await Promise.all([newSeller(brand), newUser()])
  const { id } = await sell(seller, 'Dunes at dusk')
  const purchaseId = await buy(user, id)
  const visitor = await browser.open({ ...DESK, reducedMotion: 'reduce' })
  const { page } = visitor
  await signIn(visitor, seller, brand)
  await page.goto('/studio')
  await page.getByRole('link', { name: 'Sales' }).click()
  const figures = page.getByRole('region', { name: 'Figures' })
  await figures.getByText('$4.24').first().waitFor()
  await page.locator('.plot canvas').waitFor()
  await page.getByText('The same as a table').click()
  const row = page.getByRole('table').getByRole('row').nth(1)
  expect(await row.getByRole('cell').allTextContents()).toEqual(['1', '$4.99', '$0.00', '$0.75', '$4.24'])
  expect(await violations(page)).toEqual([])

  const sale = page.locator(`[data-sale="${purchaseId}"]`)
  await sale.getByRole('button', { name: 'Refund Dunes at dusk' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').selectOption('not_as_described')
  await dialog.getByLabel('Note (optional)').fill('The sound is missing.')
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Refund' }).click()
  await sale.getByText(/^Refund(ed| under way)$/).waitFor()
  const params = { purchaseId }
  const { purchase } = expectOk(await user.api.getPurchase({ params }))
  expect(purchase.refund).toMatchObject({ reason: 'not_as_described', amount: PRICE })
})

test('a user sees purchases with their states in words, and a receipt that prints', async () => {
  const brand = newBrand('Waves')
  const [seller, user] = await Promise.all([newSeller(brand), newUser()])
  const { id } = await sell(seller, 'Morning waves')
  const purchaseId = await buy(user, id)
  const visitor = await browser.open(NARROW)
  const { page } = visitor
  await signIn(visitor, user, 'ana')
  await page.goto('/account')
  await page.getByRole('link', { name: 'Purchases' }).click()
  const row = page.locator(`[data-purchase="${purchaseId}"]`)
  await row.getByText('Paid', { exact: true }).waitFor()
  expect(await violations(page)).toEqual([])
  await row.getByRole('link', { name: 'Receipt' }).click()
  await page.getByRole('heading', { name: 'Receipt' }).waitFor()
  await page.getByText(/^R-\d{8}$/).waitFor()
  await page.getByText(user.email).waitFor()
  expect(await violations(page)).toEqual([])
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
  expect(await page.getByRole('navigation').first().isVisible()).toBe(false)
  await page.emulateMedia({ media: null })

  await page.getByRole('link', { name: 'Purchases' }).click()
  await row.getByRole('button', { name: 'Refund Morning waves' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Refund' }).click()
  await row.getByText(/^Refund(ed| under way)$/).waitFor()
})

test('pages about money fit a narrow phone', async () => {
  const brand = newBrand('A brand with a rather long name')
  const [seller, user] = await Promise.all([newSeller(brand), newUser()])
  const title =
    'A title that is longer than the narrowest phone, without end or reason or a single short word in it'
  const { id } = await sell(seller, title)
  const purchaseId = await buy(user, id)
  const visitor = await browser.open(NARROW)
  const { page } = visitor
  const wide: string[] = []
  for (const [person, name, paths] of [
    [seller, brand, ['/studio', '/studio/sales', '/studio/payouts', `/purchases/${purchaseId}/receipt`]],
    [user, 'ana', ['/purchases', `/purchases/${purchaseId}/receipt`]],
  ] as const) {
    await signIn(visitor, person, name)
    for (const path of paths) {
      await page.goto(path)
      await page.getByRole('heading').first().waitFor()
      await expect.poll(() => page.getByText(/^Loading/).count(), { timeout: 10_000 }).toBe(0)
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      if (scrolls) wide.push(path)
    }
  }
  expect(wide).toEqual([])
})
