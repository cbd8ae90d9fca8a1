import * as z from 'zod'
import type { Context } from '../protocol/context.ts'
import { invalid } from '../protocol/refusals.ts'
import type { Delivery } from '../storage/records.ts'
import type { WebhookSender } from '../webhooks/sender.ts'

/** The body of `POST /_webhooks`. */
const Sending = z.strictObject({
  /** Only events whose text contains this, such as the id of an object or a purchase. */
  contains: z.string().min(1),
  /** Only events of these types. */
  types: z.array(z.string()).optional(),
  /** Those that were delivered before, too. */
  again: z.boolean().default(false),
  /** The order: as they happened, the other way round, or shuffled by a seed. */
  order: z.union([z.enum(['happened', 'reversed']), z.int()]).default('happened'),
  /** How often each is sent. */
  times: z.int().min(1).max(50).default(1),
  /** All at the same time, instead of one after the other. */
  atOnce: z.boolean().default(false),
  skewSeconds: z.int().optional(),
  tamper: z.boolean().optional(),
  secrets: z.array(z.string()).optional(),
})

/** Sends the events that a test names, and answers with what the endpoints said to each. */
export async function sendWebhooks(given: unknown, { records }: Context, sender: WebhookSender) {
  const { data, error } = Sending.safeParse(given)
  if (data === undefined) throw invalid(z.prettifyError(error))
  const { skewSeconds, tamper, secrets } = data
  const manner = {
    ...(skewSeconds !== undefined && { skewSeconds }),
    ...(tamper !== undefined && { tamper }),
    ...(secrets !== undefined && { secrets }),
  }
  const events = [...records.all('event'), ...records.all('v2.core.event')]
    .filter(({ body, type }) => body.includes(data.contains) && (data.types?.includes(type) ?? true))
    .reverse()
  const typeOf = new Map(events.map(({ id, type }) => [id, type]))
  const wanted = events
    .flatMap(({ id }) => records.deliveriesOf(id))
    .filter(({ state }) => data.again || state !== 'delivered')
    .flatMap(delivery => Array.from({ length: data.times }, () => delivery))
  const sent: { event: string; type: string; endpoint: string; status: number }[] = []
  async function send(delivery: Delivery): Promise<void> {
    const status = await sender.send(delivery, manner)
    const { event, endpoint } = delivery
    sent.push({ event, type: typeOf.get(event) ?? '', endpoint, status })
  }
  const ordered = inOrder(wanted, data.order)
  if (data.atOnce) await Promise.all(ordered.map(send))
  else for (const delivery of ordered) await send(delivery)
  return { sent }
}

function inOrder(deliveries: Delivery[], order: 'happened' | 'reversed' | number): Delivery[] {
  if (order === 'happened') return deliveries
  if (order === 'reversed') return deliveries.toReversed()
  const random = randomOf(order)
  return deliveries
    .map(delivery => ({ delivery, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ delivery }) => delivery)
}

/** The same numbers between 0 and 1 for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
