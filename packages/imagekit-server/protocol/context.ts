import type { MediaReader } from '../isolated/media-reader.ts'
import type { ByteStore } from '../storage/byte-store.ts'
import type { Records } from '../storage/records.ts'
import type { WebhookSender } from '../webhooks/sender.ts'
import type { Keys } from './keys.ts'

/** What every handler works with. */
export interface Context {
  keys: Keys
  /** Where files are delivered from, without a slash at the end. */
  urlEndpoint: string
  maxFileBytes: number
  /** The hosts, as `host` or `host:port`, from which a file given as a URL may be fetched. */
  fetchableHosts: readonly string[]
  records: Records
  bytes: ByteStore
  webhooks: WebhookSender
  reader: MediaReader
  log: (line: string) => void
}
