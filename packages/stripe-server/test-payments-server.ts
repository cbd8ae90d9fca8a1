import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { afterAll, expect, vi } from 'vitest'
import { API_VERSION, type PaymentsServerOptions, startPaymentsServer } from './server.ts'

// A busy machine can be slow. No test waits for time to pass.
vi.setConfig({ testTimeout: 20_000 })

export const SECRET_KEY = 'sk_test_of_these_tests'

/** Repeats the question until the expectation holds. */
export function eventually<Value>(ask: () => Value) {
  return expect.poll(ask, { timeout: 15_000, interval: 20 })
}

export type TestPayments = Awaited<ReturnType<typeof testPayments>>

/** A payments server for one test, on a free port, with the SDK connected to it. It closes at the end of the block. */
export async function testPayments(options: Partial<PaymentsServerOptions> = {}) {
  const logged: string[] = []
  const server = await startPaymentsServer({
    port: 0,
    dataDir: ':memory:',
    secretKey: SECRET_KEY,
    controls: true,
    log: line => logged.push(line),
    ...options,
  })
  const stripe = connect(server.port)
  return {
    ...server,
    stripe,
    logged,
    /** A test control: `POST /_<name>`. */
    async control<Answer = Record<string, unknown>>(name: string, given: unknown = {}): Promise<Answer> {
      const response = await fetch(`${server.url}/_${name}`, { method: 'POST', body: JSON.stringify(given) })
      const text = await response.text()
      if (!response.ok) throw new Error(`${response.status} ${text}`)
      return JSON.parse(text)
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** A payments server shared by the tests of a block. */
export async function sharedPayments(options: Partial<PaymentsServerOptions> = {}) {
  const payments = await testPayments(options)
  afterAll(() => payments.close())
  return payments
}

/** The official SDK, as the product sets it. */
export function connect(port: number, key = SECRET_KEY): Stripe {
  return new Stripe(key, {
    apiVersion: API_VERSION,
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: false,
    timeout: 4000,
    maxNetworkRetries: 0,
  })
}

/** An account that can be paid. */
export async function payee({ stripe, control }: TestPayments): Promise<string> {
  const { id } = await stripe.v2.core.accounts.create(NEW_ACCOUNT)
  await control('accounts', { account: id, status: 'active' })
  return id
}

export const NEW_ACCOUNT: Stripe.V2.Core.AccountCreateParams = {
  contact_email: 'partner@example.com',
  display_name: 'Partner',
  dashboard: 'express',
  identity: { country: 'us', entity_type: 'individual' },
  configuration: {
    recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
  },
  defaults: {
    currency: 'usd',
    responsibilities: { fees_collector: 'application', losses_collector: 'application' },
  },
  metadata: { partner: 'p1' },
  include: ['configuration.recipient', 'requirements'],
}

interface Sale {
  destination?: string
  amount?: number
  currency?: string
  fee?: number
}

/** What the product sends for one reel. */
export function newSession({
  destination,
  amount = 499,
  currency = 'usd',
  fee = 75,
}: Sale = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    ui_mode: 'hosted_page',
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency,
          unit_amount: amount,
          tax_behavior: 'inclusive',
          product_data: { name: 'Ocean waves' },
        },
      },
    ],
    client_reference_id: 'purchase1',
    metadata: { purchase: 'purchase1', stage: 'test' },
    payment_intent_data: {
      metadata: { purchase: 'purchase1', stage: 'test' },
      transfer_group: 'purchase1',
      description: 'Ocean waves',
      ...(destination !== undefined && {
        transfer_data: { destination },
        ...(fee > 0 && { application_fee_amount: fee }),
      }),
    },
    customer_email: 'buyer@example.com',
    success_url: 'http://localhost:4000/purchases/1?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:4000/reels/1',
    adaptive_pricing: { enabled: false },
    allow_promotion_codes: false,
    automatic_tax: { enabled: false },
  }
}

/** A session that was paid, with the ids behind it. */
export async function paidSession(payments: TestPayments, sale: Sale = {}, card = '4242424242424242') {
  const { stripe, control } = payments
  const { id } = await stripe.checkout.sessions.create(newSession(sale))
  await control('pay', { session: id, card })
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] })
  const intent = session.payment_intent
  if (intent === null || typeof intent === 'string') throw new Error('The session was not paid')
  const charge = intent.latest_charge
  if (charge === null || typeof charge === 'string') throw new Error('There is no charge')
  return { session, intent, charge }
}

export interface Holding {
  account: string
  currency: string
  amount: number
}

/** What every account holds. */
export async function holdings({ url }: TestPayments): Promise<Holding[]> {
  return JSON.parse(await (await fetch(`${url}/_ledger`)).text())
}

/** All accounts together, in each currency. */
export function sums(held: readonly Holding[]): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { currency, amount } of held) totals[currency] = (totals[currency] ?? 0) + amount
  return totals
}

/** Receives webhooks, and answers with what `status` returns, 200 if left out. */
export async function receiver(status: (body: Record<string, unknown>) => number = () => 200) {
  const received: { body: string; signature: string; event: Record<string, unknown> & { type: string } }[] =
    []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const event = JSON.parse(body)
      received.push({ body, signature: String(request.headers['stripe-signature']), event })
      response.writeHead(status(event)).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  afterAll(close)
  return { url: `http://127.0.0.1:${port}/`, received, close }
}
