import type { Ffmpeg } from '../delivery/ffmpeg.ts'
import type { Renditions } from '../delivery/renditions.ts'
import type { ByteStore } from '../storage/byte-store.ts'
import type { Records } from '../storage/records.ts'
import type { Keys } from '../upload/credentials.ts'
import type { Webhooks } from '../webhooks/sender.ts'

/** What every handler works with. */
export interface Context {
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
