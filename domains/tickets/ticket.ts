import { createHmac, timingSafeEqual } from 'node:crypto'
import { PLACES, type Place } from '#domains/tickets/places.ts'
import { config } from '#shared/runtime/config.ts'
import { remembered } from '#shared/runtime/remembered.ts'

/** What a player was shown, and to whom. */
export interface Ticket {
  /** The ids of the reel, and of the account; null if nobody was logged in. */
  reel: string
  account: string | null
  shownAt: Date
  durationSeconds: number
  /** Null for a list that is none of them, such as what somebody has saved. */
  place: Place | null
}

export const TICKET_CHARACTERS = 64

const VALID_MILLISECONDS = 12 * 60 * 60 * 1_000
/** The answers to all who are not logged in are the same for this long, so that a cache can keep them. */
const SHARED_MILLISECONDS = 10_000
/** A clock may be a little ahead of another one. */
const SKEW_MILLISECONDS = 5_000

// The parts of a ticket in bytes: place and duration, time, reel, account, signature.
const TIME_AT = 3
const REEL_AT = 8
const ACCOUNT_AT = 20
const SIGNATURE_AT = 32
const BYTES = 48
const NOBODY = '0'.repeat(24)
// Place and duration share three bytes: 4 bits and 20 bits of tenths of a second, which are more than a day.
const DURATIONS = 2 ** 20

const rememberShared = remembered<string>()

/** A ticket as clients get it. Nothing is written when it is given. */
export function issueTicket(shown: Ticket): string {
  const { reel, account, shownAt, durationSeconds, place } = shown
  if (account) return signedTicket(shown)
  const time = Math.floor(shownAt.getTime() / SHARED_MILLISECONDS) * SHARED_MILLISECONDS
  const key = `${time} ${reel} ${durationSeconds} ${place}`
  return rememberShared(config(), key, () => signedTicket({ ...shown, shownAt: new Date(time) }))
}

function signedTicket({ reel, account, shownAt, durationSeconds, place }: Ticket): string {
  const bytes = Buffer.alloc(BYTES)
  const placeNumber = place ? PLACES.indexOf(place) + 1 : 0
  const tenths = Math.min(DURATIONS - 1, Math.round(durationSeconds * 10))
  bytes.writeUIntBE(placeNumber * DURATIONS + tenths, 0, TIME_AT)
  bytes.writeUIntBE(Math.floor(shownAt.getTime() / 10), TIME_AT, REEL_AT - TIME_AT)
  bytes.write(reel, REEL_AT, 'hex')
  bytes.write(account ?? NOBODY, ACCOUNT_AT, 'hex')
  const [key] = config().sessions.keys
  if (!key) throw new Error('No signing key is set')
  sign(key.secret, bytes).copy(bytes, SIGNATURE_AT)
  return bytes.toString('base64url')
}

/** What a ticket says; null if this API has not signed it, or if it is older than 12 hours. */
export function readTicket(text: string, now: Date): Ticket | null {
  const bytes = Buffer.from(text, 'base64url')
  // Buffer.from skips characters that are not base64url, so only the spelling of issueTicket is accepted.
  if (bytes.length !== BYTES || bytes.toString('base64url') !== text) return null
  const signature = bytes.subarray(SIGNATURE_AT)
  const isOurs = config().sessions.keys.some(key => timingSafeEqual(signature, sign(key.secret, bytes)))
  // [100 signed] Anybody could make up views of any reel, by anybody.
  if (!isOurs) return null
  const shownAt = new Date(bytes.readUIntBE(TIME_AT, REEL_AT - TIME_AT) * 10)
  const age = now.getTime() - shownAt.getTime()
  // [100 expired] One ticket would do for ever.
  if (age > VALID_MILLISECONDS || age < -SKEW_MILLISECONDS) return null
  const placeAndDuration = bytes.readUIntBE(0, TIME_AT)
  const account = bytes.toString('hex', ACCOUNT_AT, SIGNATURE_AT)
  return {
    reel: bytes.toString('hex', REEL_AT, ACCOUNT_AT),
    account: account === NOBODY ? null : account,
    shownAt,
    durationSeconds: (placeAndDuration % DURATIONS) / 10,
    place: PLACES[Math.floor(placeAndDuration / DURATIONS) - 1] ?? null,
  }
}

function sign(secret: string, bytes: Buffer): Buffer {
  return createHmac('sha256', secret)
    .update('view ticket\n')
    .update(bytes.subarray(0, SIGNATURE_AT))
    .digest()
    .subarray(0, BYTES - SIGNATURE_AT)
}
