import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { findFfmpeg, startFfmpeg } from './delivery/ffmpeg.ts'
import { openRenditions } from './delivery/renditions.ts'
import { answer } from './exchange.ts'
import type { Context } from './protocol/context.ts'
import { openByteStore } from './storage/byte-store.ts'
import { openRecords } from './storage/records.ts'
import { openTestControls } from './test-controls/controls.ts'
import { startWebhooks, type WebhookTarget } from './webhooks/sender.ts'

export interface MediaServerOptions {
  /** 0 for a free one. */
  port: number
  host?: string
  /** Where files and records are kept; made if missing. One server at a time. */
  dataDir: string
  publicKey: string
  privateKey: string
  /** The account's part of delivery URLs, e.g. `local`. */
  imagekitId: string
  /** Where events are sent; none are without it. */
  webhook?: WebhookTarget
  /** The largest file that is taken, in bytes. 100 MiB if left out, as on ImageKit's free plan. */
  maxFileBytes?: number
  /** `host` or `host:port` that a file given as a URL may be fetched from; none if left out. */
  fetchableHosts?: readonly string[]
  /** Opens `/_faults`, `/_webhooks` and `/_requests`. For tests only. */
  faults?: boolean
  /** Path of ffmpeg, null to do without; the one on the PATH if left out. */
  ffmpeg?: string | null
  log?: (line: string) => void
}

export interface MediaServer {
  port: number
  /** Base URL of the API: what `baseURL` of the SDK is set to. */
  url: string
  /** Where files are delivered from: what `urlEndpoint` of the SDK is set to. */
  urlEndpoint: string
  close(): Promise<void>
}

const DEFAULT_MAX_FILE_BYTES = 100 * 1024 * 1024

/**
 * Starts a media server that speaks ImageKit's upload, management and delivery API. Rejects with the system's error
 * (`EADDRINUSE`) where the port is taken, and with "database is locked" where another server has `dataDir`.
 */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const { host = '127.0.0.1', log = () => {} } = options
  let exchanges: ReturnType<typeof answer> | undefined
  const server = createServer((request, response) => exchanges?.handle(request, response))

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const urlEndpoint = `${url}/${options.imagekitId}`

  try {
    const { context, close } = openContext(options, urlEndpoint, log)
    const controls = options.faults === true ? openTestControls(context) : undefined
    const started = answer(context, controls)
    exchanges = started
    context.webhooks.wake()
    async function stop() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
      await close(started.settled)
    }
    let stopped: Promise<void> | undefined
    return {
      port,
      url,
      urlEndpoint,
      close: () => {
        stopped ??= stop()
        return stopped
      },
    }
  } catch (error) {
    server.close()
    server.closeAllConnections()
    throw error
  }
}

function openContext(options: MediaServerOptions, urlEndpoint: string, log: (line: string) => void) {
  mkdirSync(options.dataDir, { recursive: true })
  const records = openRecords(options.dataDir)
  const bytes = openByteStore(options.dataDir)
  bytes.sweep(new Set(records.files().flatMap(({ versions }) => versions.map(({ id }) => id))))
  records.forgetTokens(Math.floor(Date.now() / 1000))
  records.forgetOldEvents()
  const webhooks = startWebhooks(records, options.webhook, log)
  const ffmpeg = startFfmpeg(options.ffmpeg === undefined ? findFfmpeg() : options.ffmpeg)
  const renditions = openRenditions(records, bytes)
  const context: Context = {
    keys: { publicKey: options.publicKey, privateKey: options.privateKey },
    imagekitId: options.imagekitId,
    urlEndpoint,
    maxFileBytes: options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES,
    fetchableHosts: options.fetchableHosts ?? [],
    records,
    bytes,
    webhooks,
    ffmpeg,
    renditions,
    log,
  }
  async function close(requestsSettled: () => Promise<void>) {
    await ffmpeg.close()
    await requestsSettled()
    await renditions.settled()
    await webhooks.close()
    records.close()
  }
  return { context, close }
}
