import type { Clock } from '../storage/clock.ts'
import type { Records } from '../storage/records.ts'
import type { EventLog } from '../webhooks/events.ts'

/** What all parts of the server share. */
export interface Context {
  records: Records
  clock: Clock
  events: EventLog
  /** Base URL of this server, for the pages that it makes. */
  url: string
  log: (line: string) => void
}
