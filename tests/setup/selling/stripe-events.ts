import { createHmac, randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { callInProcess } from '../gateway/in-process.ts'
import { listAtStripe } from '../platform/payments-server.ts'

/** An event as Stripe sends it. */
export interface Signed {
  body: string
  signature: string
}

/** An event that Stripe's account endpoint has signed, or somebody else. */
export function signed(
  {
    type,
    object,
    ...rest
  }: { type: string; object: Record<string, unknown>; livemode?: boolean; id?: string },
  { secret = secretOf('account'), at = Math.floor(Date.now() / 1_000) } = {},
): Signed {
  const event = {
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    created: at,
    livemode: false,
    ...rest,
    type,
    data: { object },
  }
  return signBody(JSON.stringify(event), at, secret)
}

function signBody(body: string, at: number, secret: string): Signed {
  return {
    body,
    signature: `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`,
  }
}

function secretOf(endpoint: string): string {
  const listed = (inject('settings')['STRIPE_WEBHOOK_SECRETS'] ?? '').split(',')
  return listed.find(entry => entry.startsWith(`${endpoint}:`))?.slice(endpoint.length + 1) ?? ''
}

/** Gives it to the webhook in this process. */
export function deliver({ body, signature }: Signed, event = {}) {
  return callInProcess(
    'http://in-process/webhooks/stripe',
    { method: 'POST', headers: { 'stripe-signature': signature }, body },
    { event },
  )
}

/** The events at Stripe, oldest first, whose text contains one of these. */
export async function eventsAbout(...texts: string[]): Promise<Signed[]> {
  // They have just happened.
  const events = await listAtStripe<{ id: string }>('/v1/events', 3)
  const at = Math.floor(Date.now() / 1_000)
  return events
    .map(event => JSON.stringify(event))
    .filter(body => texts.some(text => body.includes(text)))
    .map(body => signBody(body, at, secretOf('account')))
    .reverse()
}
