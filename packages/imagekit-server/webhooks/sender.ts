import { createHmac, randomUUID } from 'node:crypto'
import type { Records, StoredEvent } from '../storage/records.ts'

export interface WebhookTarget {
  url: string
  secret: string
  /** Milliseconds before the second attempt. The wait doubles with each further one. */
  retryAfterMs?: number
}

export type WebhookSender = ReturnType<typeof startWebhooks>

/** ImageKit does not publish its schedule. This one is 1 s, 2 s, 4 s … 5 min and gives up after about an hour. */
const DEFAULT_RETRY_MS = 1000
const MAX_RETRY_MS = 5 * 60_000
const MAX_ATTEMPTS = 20
const RECEIVER_TIMEOUT_MS = 10_000

/**
 * Sends events to `target`, one at a time, and the one that is due first goes first. An event that the receiver does
 * not accept is tried again later and does not delay the others. Events are kept in the records, so a restart does not
 * lose those that are pending.
 */
export function startWebhooks(records: Records, target: WebhookTarget | null, log: (line: string) => void) {
  const closing = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let wokenMeanwhile = false

  async function attempt(event: StoredEvent, receiver: WebhookTarget): Promise<void> {
    const status = await post(event, receiver, closing.signal)
    if (closing.signal.aborted) return
    const attempts = event.attempts + 1
    if (status >= 200 && status < 300) {
      records.saveEvent({ ...event, attempts, state: 'delivered' })
      return
    }
    const wait = Math.min((receiver.retryAfterMs ?? DEFAULT_RETRY_MS) * 2 ** (attempts - 1), MAX_RETRY_MS)
    const state = attempts >= MAX_ATTEMPTS ? 'given-up' : 'pending'
    records.saveEvent({ ...event, attempts, state, nextAttemptAt: Date.now() + wait })
    log(`webhook ${event.type} ${event.id}: attempt ${attempts} got ${status || 'no answer'}, ${state}`)
  }

  async function sendDue(receiver: WebhookTarget): Promise<void> {
    for (;;) {
      const event = records.nextEvent()
      if (event === null || closing.signal.aborted) return
      const wait = event.nextAttemptAt - Date.now()
      if (wait > 0) {
        timer = setTimeout(wake, wait)
        return
      }
      await attempt(event, receiver)
    }
  }

  function wake(): void {
    if (target === null || closing.signal.aborted) return
    if (sending !== undefined) {
      wokenMeanwhile = true
      return
    }
    clearTimeout(timer)
    sending = sendDue(target)
      .catch(error => log(`webhooks: ${error}`))
      .finally(() => {
        sending = undefined
        // Otherwise an event that was recorded just after the last look would wait for the next wake-up.
        const again = wokenMeanwhile
        wokenMeanwhile = false
        if (again) wake()
      })
  }

  return {
    isEnabled: target !== null,

    /** Records an event. Call it in the transaction that makes the event true, and `wake` after the transaction. */
    record(type: string, fileId: string, data: unknown): void {
      if (target === null) return
      const id = randomUUID()
      const body = envelope(type, id, data)
      records.saveEvent({ id, type, fileId, body, state: 'pending', attempts: 0, nextAttemptAt: Date.now() })
    },

    wake,

    /** Sends an event once and keeps nothing. Resolves with the receiver's status, 0 if there was no answer. */
    async sendOnce(event: SignedPart): Promise<number> {
      return target === null ? 0 : post(event, target, closing.signal)
    },

    async close(): Promise<void> {
      closing.abort()
      clearTimeout(timer)
      await sending
    },
  }
}

/** The text of an event. */
export function envelope(type: string, id: string, data: unknown): string {
  return JSON.stringify({ type, id, created_at: new Date().toISOString(), data })
}

type SignedPart = Pick<StoredEvent, 'id' | 'body'>

async function post(
  event: SignedPart,
  { url, secret }: WebhookTarget,
  closing: AbortSignal,
): Promise<number> {
  const { body } = event
  try {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(RECEIVER_TIMEOUT_MS)])
    const headers = signedHeaders(event, secret)
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await response.body?.cancel()
    return response.status
  } catch {
    return 0
  }
}

/**
 * Signs for the present second. The key is the whole secret, `whsec_` included: ImageKit's SDKs verify with that, which
 * differs from Standard Webhooks.
 */
function signedHeaders({ id, body }: SignedPart, secret: string): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'user-agent': 'ImageKit-Webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  }
}
