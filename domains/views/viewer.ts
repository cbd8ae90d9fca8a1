import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Ticket } from '#domains/tickets/ticket.ts'
import { salts } from '#domains/views/collections.ts'
import type { Caller } from '#shared/contract/viewer.ts'

const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000
const SALT_BYTES = 32

/** The day of UTC that a viewer is counted once for, and when everything that names the viewer is deleted. */
export function dayOfViewer(now: Date): { day: string; expiresAt: Date } {
  const day = now.toISOString().slice(0, 10)
  // [103 two-days] A play may go on for as long as its ticket holds: 12 hours after the end of its day.
  return { day, expiresAt: new Date(Date.parse(day) + 2 * DAY_MILLISECONDS) }
}

/**
 * Who watches: the account in the ticket. Of somebody who is not logged in, it is a hash of network and browser with
 * random bytes of the day. So two people behind one address with the same browser are one viewer, and nobody is the same
 * viewer on two days.
 */
export async function viewerOf(ticket: Pick<Ticket, 'account'>, caller: Caller, now: Date): Promise<string> {
  if (ticket.account) return ticket.account
  // [103 hashed] The address itself is never stored.
  return createHmac('sha256', await saltOf(now))
    .update(`${widerNetworkOf(caller.network)}\n${caller.userAgent ?? ''}`)
    .digest('base64url')
}

/** The id of what is unique for a viewer, a reel and a day. */
export function onceADay(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url')
}

let current: { day: string; salt: string } | undefined

async function saltOf(now: Date): Promise<string> {
  const { day, expiresAt } = dayOfViewer(now)
  if (current?.day === day) return current.salt
  const stored = await salts().findOneAndUpdate(
    { _id: day },
    { $setOnInsert: { salt: randomBytes(SALT_BYTES).toString('hex'), expiresAt } },
    { upsert: true, returnDocument: 'after' },
  )
  if (!stored) throw new Error('An upsert returned nothing')
  current = { day, salt: stored.salt }
  return stored.salt
}

/** The /24 of an IPv4 address, or the /48 of an IPv6 address: people keep theirs for less than a day. */
function widerNetworkOf(network: string): string {
  return network.includes(':')
    ? network.split(':').slice(0, 3).join(':')
    : network.split('.').slice(0, 3).join('.')
}
