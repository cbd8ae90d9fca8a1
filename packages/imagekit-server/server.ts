import { mkdirSync } from 'node:fs'
import { type Listening, type Service, startListening } from '@reels/stand-in'
import { createApp } from './app.ts'
import { findFfmpeg, startFfmpeg } from './delivery/ffmpeg.ts'
import { openRenditions } from './delivery/renditions.ts'
import { openMediaReader } from './isolated/media-reader.ts'
import { openByteStore } from './storage/byte-store.ts'
import { openRecords } from './storage/records.ts'
import { openTestControls } from './test-controls/controls.ts'
import { startWebhooks, type WebhookTarget } from './webhooks/sender.ts'

export interface MediaServerOptions {
  /** 0 for a free one. */
  port: number
  host?: string
  /** The folder for files and records. It is made if it is missing. Only one server can use it at a time. */
  dataDir: string
  publicKey: string
  privateKey: string
  /** The account's part of delivery URLs, e.g. `local`. */
  imagekitId: string
  /** Where events are sent. No events are sent if it is left out. */
  webhook?: WebhookTarget
  /** The largest file that can be uploaded, in bytes. 100 MiB if left out, as on ImageKit's free plan. */
  maxFileBytes?: number
  /** Delivers only signed URLs, public files included: ImageKit's "Restrict unsigned URLs". */
  restrictUnsigned?: boolean
  /** The hosts, as `host` or `host:port`, from which a file given as a URL may be fetched. None if left out. */
  fetchableHosts?: readonly string[]
  /** Opens `/_faults`, `/_webhooks` and `/_requests`. For tests only. */
  faults?: boolean
  /** Path of ffmpeg, null to do without it. If left out, the one on the PATH. */
  ffmpeg?: string | null
  log?: (line: string) => void
}

/** `url` is the base URL of the API: the `baseURL` of the SDK. */
export interface MediaServer extends Listening {
  /** Where files are delivered from: the `urlEndpoint` of the SDK. */
  urlEndpoint: string
}

const DEFAULT_MAX_FILE_BYTES = 100 * 1024 * 1024

/**
 * Starts a media server that speaks ImageKit's upload, management and delivery API. Rejects with the system's error
 * (`EADDRINUSE`) if the port is taken, and with "database is locked" if another server uses `dataDir`.
 */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const at = (url: string) => `${url}/${options.imagekitId}`
  const listening = await startListening(options, url => startService(options, at(url)))
  return { ...listening, urlEndpoint: at(listening.url) }
}

function startService(options: MediaServerOptions, urlEndpoint: string): Service {
  const { dataDir, log = () => {} } = options
  mkdirSync(dataDir, { recursive: true })
  const records = openRecords(dataDir)
  const bytes = openByteStore(dataDir)
  bytes.sweep(new Set(records.files().flatMap(({ versions }) => versions.map(({ id }) => id))))
  records.forgetTokens(Math.floor(Date.now() / 1000))
  records.forgetOldEvents()
  const webhooks = startWebhooks(records, options.webhook ?? null, log)
  const ffmpeg = startFfmpeg(options.ffmpeg === undefined ? findFfmpeg() : options.ffmpeg)
  const renditions = openRenditions(records, bytes)
  const reader = openMediaReader(log)
  const context = {
    keys: { publicKey: options.publicKey, privateKey: options.privateKey },
    imagekitId: options.imagekitId,
    urlEndpoint,
    maxFileBytes: options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES,
    fetchableHosts: options.fetchableHosts ?? [],
    restrictsUnsigned: options.restrictUnsigned ?? false,
    records,
    bytes,
    webhooks,
    ffmpeg,
    renditions,
    reader,
    log,
  }
  const app = createApp(context, options.faults ? openTestControls(context) : null)
  webhooks.wake()

  async function stop(): Promise<void> {
    await Promise.all([ffmpeg.close(), reader.close()])
  }

  async function close(): Promise<void> {
    await renditions.settled()
    await webhooks.close()
    records.close()
  }
  return { fetch: app.fetch, stop, close }
}
