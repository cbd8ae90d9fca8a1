import type Stripe from 'stripe'
import { config, STRIPE_API_VERSION } from '#shared/runtime/config.ts'
import { Outage } from '#shared/runtime/outage.ts'
import { timed } from '#shared/runtime/time-spent.ts'

let client: Promise<Stripe> | undefined

/** The one client of this container. Loading its library takes 50 ms, so it is loaded when it is first needed. */
function stripe(): Promise<Stripe> {
  client ??= connect()
  return client
}

async function connect(): Promise<Stripe> {
  const { secretKey, apiUrl } = config().stripe
  const { default: Stripe } = await import('stripe')
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION,
    ...(apiUrl && placeOf(apiUrl)),
    telemetry: false,
    // Two attempts end before the 10 s in which the API answers.
    timeout: 4_000,
    maxNetworkRetries: 1,
  })
}

/**
 * Calls Stripe. Every POST in `call` needs an `idempotencyKey` made of an id of ours: if an answer is lost, the next
 * attempt, even of another container, must not do the work again.
 * @throws Outage if Stripe does not answer in time, or cannot do its work now
 * @throws Stripe's error, which `stripeRefusal` recognises, if it refuses what was asked
 */
export async function reachStripe<T>(call: (stripe: Stripe) => Promise<T>): Promise<T> {
  try {
    return await timed('stripe', async () => call(await stripe()))
  } catch (error) {
    if (stripeRefusal(error)) throw error
    throw new Outage('payments', error)
  }
}

export interface StripeRefusal {
  /** As in `resource_missing` or `charge_already_refunded`; null if Stripe gave none. */
  code: string | null
  /** The parameter that is wrong. */
  param: string | null
  message: string
  status: number
}

/** Why Stripe refused what was asked; null if the error is anything else. */
export function stripeRefusal(error: unknown): StripeRefusal | null {
  // The names of classes do not survive minification; `type` is a text.
  if (!(error instanceof Error) || !('type' in error) || !REFUSALS.has(String(error.type))) return null
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    code: 'code' in error ? text(error.code) : null,
    param: 'param' in error ? text(error.param) : null,
    message: error.message,
    status: 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 400,
  }
}

const REFUSALS = new Set(['StripeInvalidRequestError', 'StripeIdempotencyError', 'StripeCardError'])

/** The parts of an address that the SDK takes; it knows no path. */
function placeOf(apiUrl: string) {
  const { protocol, hostname, port } = new URL(apiUrl)
  const isPlain = protocol === 'http:'
  return {
    protocol: isPlain ? ('http' as const) : ('https' as const),
    host: hostname,
    port: port || (isPlain ? '80' : '443'),
  }
}
