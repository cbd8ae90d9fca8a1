import { createHmac, randomUUID } from 'node:crypto'
import type { Records, StoredEvent } from '../storage/records.ts'

export interface WebhookTarget {
  url: string
  secret: string
  /** Milliseconds before the second attempt; doubled at each further one. */
  retryAfterMs?: number
}

export type Webhooks = ReturnType<typeof startWebhooks>

/** ImageKit does not publish its schedule. This one gives up after about an hour: 1 s, 2 s, 4 s … 5 min. */
const DEFAULT_RETRY_MS = 1000
const MAX_RETRY_MS = 5 * 60_000
const MAX_ATTEMPTS = 20
const RECEIVER_TIMEOUT_MS = 10_000

/**
 * Headers that sign `body` for the present second. The key is the whole secret, `whsec_` included, which is what
 * ImageKit's SDKs verify with and where it differs from Standard Webhooks.
 * @param timestamp Unix seconds
 */
export function signWebhook(
  secret: string,
  id: string,
  timestamp: number,
  body: string,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'ImageKit-Webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  }
}

/** The text of an event. `extra` goes beside `data`. */
export function envelope(
  type: string,
  id: string,
  data: unknown,
  extra: Record<string, unknown> = {},
): string {
  return JSON.stringify({ type, id, created_at: new Date().toISOString(), ...extra, data })
}

/**
 * Sends events to `target`, one at a time, first due first; one that the receiver does not take is tried again
 * later and does not hold up the others. Events live in the records, so those pending go out after a restart.
 */
export function startWebhooks(
  records: Records,
  target: WebhookTarget | undefined,
  log: (line: string) => void,
) {
  const closing = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let wokenMeanwhile = false

  async function attempt(
    event: StoredEvent,
    { url, secret, retryAfterMs = DEFAULT_RETRY_MS }: WebhookTarget,
  ) {
    const status = await post(
      url,
      signWebhook(secret, event.id, nowSeconds(), event.body),
      event.body,
      closing.signal,
    )
    if (closing.signal.aborted) return
    const attempts = event.attempts + 1
    if (status >= 200 && status < 300) {
      records.saveEvent({ ...event, attempts, state: 'delivered' })
      return
    }
    const wait = Math.min(retryAfterMs * 2 ** (attempts - 1), MAX_RETRY_MS)
    const state = attempts >= MAX_ATTEMPTS ? 'given-up' : 'pending'
    records.saveEvent({ ...event, attempts, state, nextAttemptAt: Date.now() + wait })
    log(`webhook ${event.type} ${event.id}: attempt ${attempts} got ${status || 'no answer'}, ${state}`)
  }

  async function sendDue(receiver: WebhookTarget): Promise<void> {
    for (;;) {
      const event = records.nextEvent()
      if (event === undefined || closing.signal.aborted) return
      const wait = event.nextAttemptAt - Date.now()
      if (wait > 0) {
        timer = setTimeout(wake, wait)
        return
      }
      await attempt(event, receiver)
    }
  }

  function wake() {
    if (target === undefined || closing.signal.aborted) return
    if (sending !== undefined) {
      wokenMeanwhile = true
      return
    }
    clearTimeout(timer)
    sending = sendDue(target)
      .catch(error => log(`webhooks: ${error}`))
      .finally(() => {
        sending = undefined
        // An event recorded just after the last look would wait for the next one otherwise.
        const again = wokenMeanwhile
        wokenMeanwhile = false
        if (again) wake()
      })
  }

  return {
    /**
     * Records an event; call it inside the transaction that makes it true, and `wake` after it. `extra` goes beside
     * `data` in the envelope.
     */
    record(type: string, fileId: string | null, data: unknown, extra: Record<string, unknown> = {}): void {
      if (target === undefined) return
      const id = randomUUID()
      const body = envelope(type, id, data, extra)
      records.saveEvent({ id, type, fileId, body, state: 'pending', attempts: 0, nextAttemptAt: Date.now() })
    },

    wake,

    /** Sends once, as told, without keeping anything. Resolves with the receiver's status, 0 where none came. */
    async sendOnce(body: string, headers: Record<string, string>): Promise<number> {
      return target === undefined ? 0 : post(target.url, headers, body, closing.signal)
    },

    secret: target?.secret,

    async close(): Promise<void> {
      closing.abort()
      clearTimeout(timer)
      await sending
    },
  }
}

async function post(url: string, headers: Record<string, string>, body: string, closing: AbortSignal) {
  try {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(RECEIVER_TIMEOUT_MS)])
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await response.body?.cancel()
    return response.status
  } catch {
    return 0
  }
}

function nowSeconds() {
  return Math.floor(Date.now() / 1000)
}
