import { type Listening, type Service, startListening } from '@reels/stand-in'
import { createApp } from './app.ts'
import { catchUp } from './due-work.ts'
import { ANSWERS_KEPT_SECONDS } from './protocol/idempotency.ts'
import { openClock } from './storage/clock.ts'
import { openRecords } from './storage/records.ts'
import { openTestControls } from './test-controls/controls.ts'
import { EVENTS_KEPT_SECONDS } from './webhooks/event-view.ts'
import { openEventLog, type WebhookEndpoint } from './webhooks/events.ts'
import { startSender } from './webhooks/sender.ts'

export interface PaymentsServerOptions {
  /** 0 for a free one. */
  port: number
  host?: string
  /** The folder for records, or `:memory:`. It is made if it is missing. Only one server can use it at a time. */
  dataDir: string
  /** `sk_test_…` */
  secretKey: string
  /** Where events are sent. No events are sent if it is left out. */
  webhooks?: readonly WebhookEndpoint[]
  /** Keeps all events until a test asks to send them. */
  holdWebhooks?: boolean
  /** Milliseconds by which events are put off by chance, so that they arrive in any order. 300 if left out. */
  shuffleMs?: number
  /** How far transfers may go below the balance of the platform, in the minor unit of each currency. 0 if left out. */
  platformCredit?: number
  /** Opens the routes below `/_`. For tests only. */
  controls?: boolean
  log?: (line: string) => void
}

/** `url` is the base URL of the API and of the pages. */
export type PaymentsServer = Listening

/** The version that this server speaks: the one that the SDK is pinned to. */
export const API_VERSION = '2026-10-28.endive'

const DEFAULT_SHUFFLE_MS = 300
/** How often time is looked at while there are no requests. */
const TICK_MS = 1000

/**
 * Starts a server that speaks the part of Stripe's API that this product uses. Rejects with the system's error
 * (`EADDRINUSE`) if the port is taken, and with "database is locked" if another server uses `dataDir`.
 */
export function startPaymentsServer(options: PaymentsServerOptions): Promise<PaymentsServer> {
  return startListening(options, url => startService(options, url))
}

function startService(options: PaymentsServerOptions, url: string): Service {
  const { dataDir, secretKey, webhooks = [], holdWebhooks = false, log = () => {} } = options
  const records = openRecords(dataDir)
  const clock = openClock(records)
  const events = openEventLog({
    records,
    clock,
    endpoints: webhooks,
    apiVersion: API_VERSION,
    shuffleMs: options.shuffleMs ?? DEFAULT_SHUFFLE_MS,
  })
  records.forget(clock.seconds() - ANSWERS_KEPT_SECONDS, clock.seconds() - EVENTS_KEPT_SECONDS)
  const sender = startSender({ records, clock, endpoints: webhooks, isHeld: holdWebhooks, log })
  const { platformCredit = 0 } = options
  const context = { records, clock, events, url, platformCredit, log }

  function settle(): void {
    try {
      catchUp(context)
    } catch (error) {
      log(`due work: ${error instanceof Error ? error.stack : error}`)
    }
    sender.wake()
  }
  const controls = options.controls ? openTestControls(context, sender) : null
  const app = createApp({ context, secretKey, apiVersion: API_VERSION, controls, settle })
  const ticking = setInterval(settle, TICK_MS)
  settle()

  async function close(): Promise<void> {
    await sender.close()
    records.close()
  }
  return { fetch: app.fetch, stop: () => clearInterval(ticking), close }
}
