import { createHmac } from 'node:crypto'
import type { Clock } from '../storage/clock.ts'
import type { StoredEvent } from '../storage/objects.ts'
import type { Delivery, Records } from '../storage/records.ts'
import type { WebhookEndpoint } from './events.ts'

export type WebhookSender = ReturnType<typeof startSender>

interface SenderOptions {
  records: Records
  clock: Clock
  endpoints: readonly WebhookEndpoint[]
  /** Sends nothing by itself. */
  isHeld: boolean
  log: (line: string) => void
}

/** How an event is sent. */
export interface Manner {
  /** Seconds by which the time of the signature is wrong. */
  skewSeconds?: number
  /** Changes the body after it was signed. */
  tamper?: boolean
  secrets?: readonly string[]
}

/** Stripe tries for three days with growing pauses. Here, the first ones are shorter. */
const PAUSES_MS = [1000, 5000, 30_000, 120_000, 600_000, 3_600_000]
const GIVE_UP_AFTER_SECONDS = 3 * 24 * 3600
const AT_ONCE = 8
const RECEIVER_TIMEOUT_MS = 10_000

/**
 * Sends events to the endpoints, several at a time. What an endpoint does not accept with 2xx is tried again later.
 * Deliveries are kept in the records, so a restart does not lose those that are pending.
 */
export function startSender({ records, clock, endpoints, isHeld, log }: SenderOptions) {
  const closing = new AbortController()
  const underWay = new Map<number, Promise<void>>()
  let timer: NodeJS.Timeout | undefined

  async function attempt(delivery: Delivery, manner: Manner = {}): Promise<number> {
    const endpoint = endpoints.find(({ name }) => name === delivery.endpoint)
    const event = records.get('event', delivery.event) ?? records.get('v2.core.event', delivery.event)
    if (endpoint === undefined || event === null) {
      records.saveDelivery({ ...delivery, state: 'given-up' })
      return 0
    }
    const status = await post(event, endpoint, clock.seconds(), manner, closing.signal)
    if (closing.signal.aborted) return status
    records.saveDelivery(afterAttempt(delivery, event, status))
    if (!isSuccess(status))
      log(`webhook ${event.type} ${event.id} to ${endpoint.name}: ${status || 'no answer'}`)
    return status
  }

  function afterAttempt(delivery: Delivery, event: StoredEvent, status: number): Delivery {
    const attempts = delivery.attempts + 1
    const isOver = clock.seconds() - event.created > GIVE_UP_AFTER_SECONDS
    const pause = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? 0
    const dueAt = clock.now() + pause
    const state = isSuccess(status) ? 'delivered' : isOver ? 'given-up' : 'pending'
    return { ...delivery, attempts, status, state, dueAt }
  }

  function wake(): void {
    if (isHeld || closing.signal.aborted) return
    clearTimeout(timer)
    for (const delivery of records.pendingDeliveries(AT_ONCE * 2)) {
      if (underWay.has(delivery.seq)) continue
      const wait = delivery.dueAt - clock.now()
      if (wait > 0) {
        timer = setTimeout(wake, Math.min(wait, 60_000))
        return
      }
      if (underWay.size >= AT_ONCE) return
      const sending = attempt(delivery)
        .then(() => {})
        .catch((error: unknown) => log(`webhooks: ${error}`))
        .finally(() => {
          underWay.delete(delivery.seq)
          wake()
        })
      underWay.set(delivery.seq, sending)
    }
  }

  return {
    wake,
    /** Makes one attempt, whatever its state, and resolves with the status that the endpoint answered, 0 for none. */
    send: attempt,
    async close(): Promise<void> {
      closing.abort()
      clearTimeout(timer)
      await Promise.allSettled(underWay.values())
    },
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

async function post(
  event: StoredEvent,
  endpoint: WebhookEndpoint,
  now: number,
  { skewSeconds = 0, tamper = false, secrets = endpoint.secrets }: Manner,
  closing: AbortSignal,
): Promise<number> {
  const signature = signatureOf(event.body, secrets, now + skewSeconds)
  const body = tamper ? event.body.replace('"livemode":false', '"livemode":true') : event.body
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': signature,
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  }
  try {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(RECEIVER_TIMEOUT_MS)])
    const response = await fetch(endpoint.url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await response.body?.cancel()
    return response.status
  } catch {
    return 0
  }
}

/** The key of the HMAC is the text of the secret, `whsec_` included. https://docs.stripe.com/webhooks/signature */
function signatureOf(body: string, secrets: readonly string[], at: number): string {
  const signed = secrets.map(
    secret => `v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`,
  )
  return [`t=${at}`, ...signed].join(',')
}
