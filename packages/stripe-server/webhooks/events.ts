import { newId } from '../storage/ids.ts'
import { type Kinds, PLATFORM, type StoredEvent } from '../storage/objects.ts'
import { type Shelf, shown } from '../storage/shown.ts'

/** Where events are sent. */
export interface WebhookEndpoint {
  name: string
  /** Events of the platform, events of connected accounts, or thin events of v2. */
  kind: 'account' | 'connect' | 'thin'
  url: string
  /** With `whsec_`. Several sign with each of them, as during a rotation. */
  secrets: readonly string[]
}

export type EventLog = ReturnType<typeof openEventLog>

interface EventLogOptions extends Shelf {
  apiVersion: string
  endpoints: readonly WebhookEndpoint[]
  /** Milliseconds by which the delivery of each event is put off by chance, so that they arrive in any order. */
  shuffleMs: number
}

/** Records what happens. Call its methods in the transaction that makes the event true, and wake the sender afterwards. */
export function openEventLog({ apiVersion, endpoints, shuffleMs, ...shelf }: EventLogOptions) {
  const { records, clock } = shelf

  function keep(event: StoredEvent, kind: WebhookEndpoint['kind']): void {
    records.save(event, event.account ?? PLATFORM)
    for (const endpoint of endpoints) {
      if (endpoint.kind !== kind) continue
      records.addDelivery(event.id, endpoint.name, clock.now() + Math.floor(Math.random() * (shuffleMs + 1)))
    }
  }

  return {
    /** @param previous the old values of what has changed, in an event that something was updated */
    record(
      type: string,
      object: Kinds[keyof Kinds],
      owner: string = PLATFORM,
      previous?: Record<string, unknown>,
    ): void {
      const account = owner === PLATFORM ? null : owner
      const kind = account === null ? 'account' : 'connect'
      const id = newId('evt')
      const created = clock.seconds()
      const body = {
        id,
        object: 'event',
        ...(account !== null && { account }),
        api_version: apiVersion,
        created,
        data: {
          object: shown(object, shelf),
          ...(previous !== undefined && { previous_attributes: previous }),
        },
        livemode: false,
        pending_webhooks: endpoints.filter(endpoint => endpoint.kind === kind).length,
        request: { id: null, idempotency_key: null },
        type,
      }
      keep(
        { id, object: 'event', type, created, account, body: JSON.stringify(body), internal: undefined },
        kind,
      )
    },

    /** An event of v2, which names the account and does not show it. */
    recordThin(type: string, account: string): void {
      const id = newId('evt_test')
      const body = {
        id,
        object: 'v2.core.event',
        type,
        created: new Date(clock.now()).toISOString(),
        context: account,
        livemode: false,
        reason: null,
        related_object: { id: account, type: 'v2.core.account', url: `/v2/core/accounts/${account}` },
      }
      const event: StoredEvent = {
        id,
        object: 'v2.core.event',
        type,
        created: clock.seconds(),
        account: null,
        body: JSON.stringify(body),
        internal: undefined,
      }
      keep(event, 'thin')
    },
  }
}
