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
  /** How far the platform's own bank covers transfers that its balance does not, in the minor unit of each currency. */
  platformCredit: number
  log: (line: string) => void
}
