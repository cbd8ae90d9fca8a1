import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
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

export interface PaymentsServer {
  port: number
  /** Base URL of the API and of the pages. */
  url: string
  close(): Promise<void>
}

/** The version that this server speaks: the one that the SDK is pinned to. */
export const API_VERSION = '2026-10-28.endive'

const DEFAULT_SHUFFLE_MS = 300
/** How often time is looked at while there are no requests. */
const TICK_MS = 1000

/**
 * Starts a server that speaks the part of Stripe's API that this product uses. Rejects with the system's error
 * (`EADDRINUSE`) if the port is taken, and with "database is locked" if another server uses `dataDir`.
 */
export async function startPaymentsServer(options: PaymentsServerOptions): Promise<PaymentsServer> {
  const { host = '127.0.0.1' } = options
  const server = createServer()
  server.listen(options.port, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`

  async function closeServer(): Promise<void> {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  try {
    const service = startService(options, url)
    // Neither the globals of the process nor the body of a request may change: the API's tests run beside this.
    const listenerOptions = { overrideGlobalObjects: false, autoCleanupIncoming: false }
    server.on('request', getRequestListener(service.answer, listenerOptions))
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= closeServer().then(service.close)
      return closing
    }
    return { port, url, close }
  } catch (error) {
    await closeServer()
    throw error
  }
}

/** All of the server but its socket. */
function startService(options: PaymentsServerOptions, url: string) {
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
  const underWay = new Set<Promise<Response>>()
  const ticking = setInterval(settle, TICK_MS)
  settle()

  function answer(request: Request, env: object): Promise<Response> {
    const answered = Promise.resolve(app.fetch(request, env)).finally(() => underWay.delete(answered))
    underWay.add(answered)
    return answered
  }

  /** Call it when no connection is left. */
  async function close(): Promise<void> {
    clearInterval(ticking)
    await Promise.allSettled(underWay)
    await sender.close()
    records.close()
  }
  return { answer, close }
}
