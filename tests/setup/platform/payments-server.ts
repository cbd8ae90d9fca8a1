import { inject } from 'vitest'

/** A test control of the payments server, such as `pay`: see packages/stripe-server/test-controls/actions.ts. */
export async function askPayments<Answer = Record<string, unknown>>(
  name: string,
  given: Record<string, unknown>,
): Promise<Answer> {
  const answer = await fetch(`${inject('paymentsUrl')}/_${name}`, {
    method: 'POST',
    body: JSON.stringify(given),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`The payments server refuses ${name}: ${answer.status} ${text}`)
  return JSON.parse(text)
}

/** What became of a payment: `paid`, `declined`, `challenge` or `over`. */
export interface Paid {
  state: string
  session: { id: string; status: string; payment_status: string; payment_intent: string | null }
}

/** Pays at the page of a checkout session. `card` may be `bank`, which is slow. */
export function payCheckout(
  session: string,
  options: { card?: string; challenge?: 'complete' | 'fail' | 'leave' } = {},
): Promise<Paid> {
  return askPayments<Paid>('pay', { session, ...options })
}

export interface SentEvents {
  sent: { event: string; type: string; endpoint: string; status: number }[]
}

/** How events are sent: see packages/stripe-server/test-controls/send-webhooks.ts. */
export interface Sending {
  types?: string[]
  again?: boolean
  order?: 'happened' | 'reversed' | number
  times?: number
  atOnce?: boolean
  skewSeconds?: number
  tamper?: boolean
  secrets?: string[]
}

/** Sends the events whose text contains this, such as the id of a purchase: they are held until a test asks. */
export function sendEvents(contains: string, options: Sending = {}): Promise<SentEvents> {
  return askPayments<SentEvents>('webhooks', { contains, ...options })
}

/** A call of Stripe's API with the secret key: `/v1/refunds?charge=…`. */
export async function askStripe(
  path: string,
  init: RequestInit & { account?: string } = {},
): Promise<Record<string, unknown>> {
  const { account, ...rest } = init
  const answer = await fetch(inject('paymentsUrl') + path, {
    ...rest,
    headers: {
      authorization: `Bearer ${inject('settings')['STRIPE_SECRET_KEY']}`,
      'stripe-version': '2026-10-28.endive',
      ...(account !== undefined && { 'stripe-context': account }),
    },
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`The payments server answers ${answer.status}: ${text}`)
  return JSON.parse(text)
}

/**
 * What is in a list at Stripe, the newest first. Other tests fill the same lists meanwhile, so what one of them looks for
 * may be on a later page.
 * @param pages how many pages of 100 to read at most
 */
export async function listAtStripe<Item extends { id: string }>(
  path: string,
  pages = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const found: Item[] = []
  for (let after = '', page = 1; ; page += 1) {
    const answer = await askStripe(`${path}?limit=100${after && `&starting_after=${after}`}`)
    const read: { data: Item[]; has_more: boolean } = JSON.parse(JSON.stringify(answer))
    found.push(...read.data)
    after = read.data.at(-1)?.id ?? ''
    if (!read.has_more || page === pages) return found
  }
}

/** The requests to the payments server that contain a text, such as an idempotency key. */
export async function paymentRequests(
  contains: string,
): Promise<{ method: string; url: string; status: number | null; body: string; idempotencyKey: string }[]> {
  const answer = await fetch(`${inject('paymentsUrl')}/_requests?contains=${encodeURIComponent(contains)}`)
  return JSON.parse(await answer.text())
}
