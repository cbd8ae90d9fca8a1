import { startPaymentsServer } from '@reels/stripe-server'
import type { Page } from 'playwright-core'
import Stripe from 'stripe'
import { afterAll, expect, inject, test } from 'vitest'
import { violations } from './setup/axe.ts'
import { useBrowser } from './setup/visitor.ts'

// The pages that take Stripe's place on a laptop. The product leads to them and never sees what is typed there.

const SMALL = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const SECRET_KEY = 'sk_test_of_the_browser_tests'

const browser = useBrowser()
const server = await startPaymentsServer({ port: 0, dataDir: ':memory:', secretKey: SECRET_KEY })
afterAll(() => server.close())
const stripe = new Stripe(SECRET_KEY, { host: '127.0.0.1', port: server.port, protocol: 'http' })

async function newAccount(): Promise<string> {
  const { id } = await stripe.v2.core.accounts.create({
    contact_email: 'partner@example.com',
    display_name: 'Northern Lights',
    dashboard: 'express',
    identity: { country: 'us', entity_type: 'individual' },
    configuration: {
      recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
    },
    defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
  })
  return id
}

async function onboardingLink(account: string): Promise<string> {
  const { url } = await stripe.v2.core.accountLinks.create({
    account,
    use_case: {
      type: 'account_onboarding',
      account_onboarding: {
        refresh_url: `${inject('webUrl')}/studio`,
        return_url: `${inject('webUrl')}/studio`,
      },
    },
  })
  return url
}

/** Nothing that axe finds, and nothing that is wider than the screen. */
async function isFit(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
}

/** Types into the fields one after the other, as somebody without a mouse does. */
async function typeCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').focus()
  for (const text of [number, '12 / 34', '123']) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
}

test('a partner and a buyer go through the pages of the payments server at 360 px, by keyboard alone', async () => {
  const { page } = await browser.open({ ...SMALL, colorScheme: 'light' })
  const account = await newAccount()
  await page.goto(await onboardingLink(account))
  await isFit(page)
  await page.getByLabel('Your full name').focus()
  await page.keyboard.type('Ada Lovelace')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${inject('webUrl')}/studio`)

  const title = `A title with ${'averylongword'.repeat(8)} in it`
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      { quantity: 1, price_data: { currency: 'usd', unit_amount: 499, product_data: { name: title } } },
    ],
    payment_intent_data: { transfer_data: { destination: account }, application_fee_amount: 75 },
    customer_email: 'buyer@example.com',
    success_url: `${inject('webUrl')}/?paid={CHECKOUT_SESSION_ID}`,
    cancel_url: inject('webUrl'),
  })
  await page.goto(String(session.url))
  await page.getByText('Test cards').press('Enter')
  await isFit(page)
  await typeCard(page, '4000000000000002')
  await page.getByRole('alert').getByText('Your card was declined.').waitFor()
  await isFit(page)
  await typeCard(page, '4000002500003155')
  await page.getByRole('heading', { name: 'Confirm your payment' }).waitFor()
  await isFit(page)
  await page.getByRole('button', { name: 'Complete' }).press('Enter')
  await page.waitForURL(address => address.searchParams.get('paid') === session.id)
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: 'paid' })

  await page.goto(String(session.url))
  await page.getByRole('heading', { name: 'You have already paid.' }).waitFor()
  await isFit(page)
  const { url } = await stripe.accounts.createLoginLink(account)
  await page.goto(url)
  await page.getByRole('cell', { name: '$4.24' }).waitFor()
  await isFit(page)
})
