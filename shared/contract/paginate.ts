import { createHmac, timingSafeEqual } from 'node:crypto'
import { ObjectId } from 'mongodb'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { isRefusal, type Refusal, refuse } from '#shared/contract/refusal.ts'
import { config } from '#shared/runtime/config.ts'

/** A list of documents, newest first: sorted by a time and then by an id, both descending. */
export interface List<Field extends string = string> {
  /** What it is a list of. Together with the filter and the field it tells its cursors from those of others. */
  name: string
  filter: Readonly<Record<string, unknown>>
  sortedBy: Field
  /** Times that the list lies between. They move with the clock, so its cursors do not name them. */
  within?: { after?: Date; until?: Date }
  /** The field of an id that is compared if two times are equal; `_id` if left out. */
  thenBy?: 'reel'
}

/** What to read for one page. An index must serve it: `{ …filter, sortedBy: -1, thenBy: -1 }`. */
export interface Range {
  filter: Record<string, unknown>
  sort: Record<string, -1>
  limit: number
}

type Listed<Field extends string> = { [Name in Field]: Date | null } & { _id: unknown; reel?: unknown }

/** A place in a list that is sorted by a time and then by id, both descending. */
export interface Position {
  at: Date
  id: string
}

const SIGNATURE_BYTES = 16
const POSITION_BYTES = 20

/**
 * Reads one page of a list by keyset, so that nothing is skipped or repeated while others write.
 * @returns InvalidCursor if this API did not make the cursor, or made it for another list
 */
export async function paginate<Field extends string, Item extends Listed<Field>>(
  list: List<Field>,
  { limit, cursor }: PageRequest,
  read: (range: Range) => PromiseLike<Item[]>,
): Promise<Page<Item> | Refusal<'InvalidCursor'>> {
  const name = nameOf(list)
  const position = cursor === undefined ? null : decodeCursor(name, cursor)
  if (isRefusal(position)) return position
  const { thenBy = '_id' } = list
  const found = await read({
    filter: { ...list.filter, ...rangeOf(list, thenBy, position) },
    sort: { [list.sortedBy]: -1, [thenBy]: -1 },
    // One more than is shown tells whether there is another page.
    limit: limit + 1,
  })
  const next = found[limit]
  const at = next?.[list.sortedBy]
  return {
    items: found.slice(0, limit),
    nextCursor: next && at ? encodeCursor(name, { at, id: String(next[thenBy]) }) : null,
  }
}

/** The name that cursors of a list are signed with: it differs if anything about the list does. */
export function nameOf({ name, filter, sortedBy }: List): string {
  return JSON.stringify([name, filter, sortedBy])
}

/** An opaque cursor: the position, signed together with the name of the list, its filter included. */
export function encodeCursor(list: string, position: Position): string {
  const [key] = config().sessions.keys
  if (!key) throw new Error('No signing key is set')
  const payload = Buffer.alloc(POSITION_BYTES)
  payload.writeBigInt64BE(BigInt(position.at.getTime()))
  payload.write(position.id, 8, 'hex')
  return Buffer.concat([sign(key.secret, list, payload), payload]).toString('base64url')
}

/** An opaque cursor of a list that somebody else keeps: what it calls the last item, signed with the name of the list. */
export function encodeReference(list: string, reference: string): string {
  const [key] = config().sessions.keys
  if (!key) throw new Error('No signing key is set')
  const payload = Buffer.from(reference)
  return Buffer.concat([sign(key.secret, list, payload), payload]).toString('base64url')
}

/** The reference in a cursor, unless this API did not make it for this list. */
export function decodeReference(list: string, cursor: string): string | Refusal<'InvalidCursor'> {
  return verified(list, cursor)?.toString() ?? refuse('InvalidCursor')
}

/** The position in a cursor, unless this API did not make it for this list. */
export function decodeCursor(list: string, cursor: string): Position | Refusal<'InvalidCursor'> {
  const payload = verified(list, cursor)
  if (payload?.length !== POSITION_BYTES) return refuse('InvalidCursor')
  return { at: new Date(Number(payload.readBigInt64BE())), id: payload.toString('hex', 8) }
}

/** What this API has signed for this list; null if it did not sign this. */
function verified(list: string, cursor: string): Buffer | null {
  const bytes = Buffer.from(cursor, 'base64url')
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  const payload = bytes.subarray(SIGNATURE_BYTES)
  // Buffer.from skips characters that are not base64url, so only the spelling of encodeCursor is accepted.
  const isWhole = payload.length > 0 && bytes.toString('base64url') === cursor
  // [27 signed] A made-up cursor could read from any place in any list.
  const isOurs =
    isWhole && config().sessions.keys.some(key => timingSafeEqual(signature, sign(key.secret, list, payload)))
  return isOurs ? payload : null
}

/** One index range serves this filter. */
function rangeOf({ sortedBy, within }: List, thenBy: string, position: Position | null) {
  // A list ends before the time at which it is read.
  const until = position?.at ?? within?.until
  const range: Record<string, unknown> = {}
  if (until || within?.after) {
    range[sortedBy] = { ...(within?.after && { $gt: within.after }), ...(until && { $lte: until }) }
  }
  // [87 keyset] Several may have the time at which a page begins.
  if (position) {
    range['$or'] = [{ [sortedBy]: { $lt: position.at } }, { [thenBy]: { $lte: new ObjectId(position.id) } }]
  }
  return range
}

function sign(secret: string, list: string, payload: Buffer): Buffer {
  return (
    createHmac('sha256', secret)
      // [27 list] A cursor works only for the list that it was made for.
      .update(`cursor\n${list}\n`)
      .update(payload)
      .digest()
      .subarray(0, SIGNATURE_BYTES)
  )
}
