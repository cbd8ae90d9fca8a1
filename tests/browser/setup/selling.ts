import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { getPaid } from '#local/sample-content/get-paid.ts'
import { expectOk, newPartner, type Person } from '../../setup/people/people.ts'

export const PRICE = { amount: 499, currency: 'USD' }

/** A partner who is paid, without a browser. */
export async function newSeller(brand: string): Promise<Person> {
  const partner = await newPartner(brand)
  const places = {
    mailboxUrl: inject('mailboxUrl'),
    paymentsUrl: inject('paymentsUrl'),
    returnUrl: `${inject('webUrl')}/studio/payouts`,
  }
  const { email, password } = partner
  await getPaid(partner.api, { role: 'partner', name: brand, email, password }, places)
  return partner
}

/** Buys a reel and pays for it, without a browser. Gives the id of the purchase. */
export async function buy(user: Person, reelId: string): Promise<string> {
  const { termsVersion } = expectOk(await user.api.getConfig()).payments
  const returnUrl = `${inject('webUrl')}/purchases/return`
  const body = { price: PRICE, returnUrl, termsVersion }
  const { purchase } = expectOk(await user.api.buyReel({ params: { reelId }, body }))
  const session = /cs_test_\w+/.exec(purchase.checkout?.url ?? '')?.[0]
  const paid = await fetch(`${inject('paymentsUrl')}/_pay`, {
    method: 'POST',
    body: JSON.stringify({ session }),
  })
  expect(paid.status).toBe(200)
  const params = { purchaseId: purchase.id }
  expect(expectOk(await user.api.refreshPurchase({ params })).purchase.status).toBe('paid')
  return purchase.id
}

/** Types a card into the checkout page and sends it, by keyboard alone. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel('Card number').fill('')
  await page.getByLabel('Card number').focus()
  for (const text of [card, '12 / 34', '123']) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
}
