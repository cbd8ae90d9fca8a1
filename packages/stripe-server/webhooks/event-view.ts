import type { StoredEvent } from '../storage/objects.ts'
import type { Records } from '../storage/records.ts'

/** Stripe keeps events for 30 days. */
export const EVENTS_KEPT_SECONDS = 30 * 24 * 3600

/** An event as the API shows it: as it was sent, with the number of endpoints that have not taken it. */
export function eventView(event: StoredEvent, records: Records): Record<string, unknown> {
  const sent: Record<string, unknown> = JSON.parse(event.body)
  if (event.object === 'v2.core.event') return sent
  const pending = records.deliveriesOf(event.id).filter(({ state }) => state !== 'delivered')
  return { ...sent, pending_webhooks: pending.length }
}
