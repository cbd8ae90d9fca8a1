import type { ByteStore } from './byte-store.ts'
import type { Keys } from './credentials.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { Records } from './records.ts'
import type { Renditions } from './renditions.ts'
import type { Webhooks } from './webhooks.ts'

/** What every handler works with. */
export type Context = {
  keys: Keys
  imagekitId: string
  /** Where files are delivered from, without a slash at the end. */
  urlEndpoint: string
  maxFileBytes: number
  /** `host` or `host:port` that a `file` given as a URL may be fetched from. */
  fetchableHosts: readonly string[]
  records: Records
  bytes: ByteStore
  webhooks: Webhooks
  ffmpeg: Ffmpeg
  renditions: Renditions
  log: (line: string) => void
}
