import { createHash } from 'node:crypto'
import { ObjectId } from 'mongodb'
import { readTicket, type Ticket } from '#domains/tickets/ticket.ts'
import { isBot } from '#domains/views/bots.ts'
import { plays } from '#domains/views/collections.ts'
import type { Beacon } from '#domains/views/schemas.ts'
import { slotsOf, wordsOf } from '#domains/views/slots.ts'
import { dayOfViewer, viewerOf } from '#domains/views/viewer.ts'
import type { Caller } from '#shared/contract/viewer.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'

/** Notes what was watched, in one round trip. What is not signed by us, has run out or comes from a bot is left out. */
export async function takeBeacons(beacons: readonly Beacon[], caller: Caller, now: Date): Promise<void> {
  // [102 bots] They watch nothing.
  if (isBot(caller.userAgent ?? '')) return
  const updates = await Promise.all(
    beacons.map(async beacon => {
      const ticket = readTicket(beacon.ticket, now)
      return ticket ? updateOf(beacon, ticket, await viewerOf(ticket, caller, now), now) : []
    }),
  )
  const wanted = updates.flat()
  if (wanted.length === 0) return
  try {
    await write(wanted)
  } catch (error) {
    // Two beacons of a new play at once: one has inserted it, and the other one finds it now.
    if (!duplicateKeyFields(error)) throw error
    await write(wanted)
  }
}

type Update = ReturnType<typeof updateOf>[number]

function write(updates: readonly Update[]) {
  return plays().bulkWrite([...updates], { ordered: false })
}

/** Adds to a play whatever is new. Sent twice, in parts or out of order, it comes to the same. */
function updateOf({ ticket: text, play, watched }: Beacon, ticket: Ticket, viewer: string, now: Date) {
  const slots = slotsOf(ticket.durationSeconds)
  const words = Object.entries(wordsOf(watched, slots))
  if (words.length === 0) return []
  const { day, expiresAt } = dayOfViewer(now)
  const first = {
    reel: new ObjectId(ticket.reel),
    viewer,
    ...(ticket.account && { account: new ObjectId(ticket.account) }),
    day,
    place: ticket.place,
    shownAt: ticket.shownAt,
    firstAt: now,
    slots: slots.count,
    slotMilliseconds: slots.milliseconds,
    expiresAt,
  }
  return [
    {
      updateOne: {
        filter: { _id: createHash('sha256').update(`${text}\n${play}`).digest('base64url') },
        update: {
          $setOnInsert: first,
          // [99 union] A second of the video counts once, however often it is told.
          $bit: Object.fromEntries(words.map(([word, bits]) => [`watched.${word}`, { or: bits }])),
          $max: { lastAt: now },
          $min: { pendingSince: now },
          $inc: { beacons: 1 },
        },
        upsert: true,
      },
    },
  ]
}
