import { chromium } from 'playwright-core'

/**
 * Pays at Stripe's hosted page. The names of its fields are those of 2025, and may change without notice: then the tests
 * of payments fail here, at a field that is not found.
 */
export async function payInBrowser(url: string, card: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page.locator('#cardNumber').fill(card)
    await page.locator('#cardExpiry').fill('12 / 34')
    await page.locator('#cardCvc').fill('123')
    await page.locator('#billingName').fill('Ada Lovelace')
    await page.getByTestId('hosted-payment-submit-button').click()
    await page.waitForURL(address => !address.hostname.endsWith('stripe.com'), { timeout: 60_000 })
  } finally {
    await browser.close()
  }
}
