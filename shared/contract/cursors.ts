import { createHmac, timingSafeEqual } from 'node:crypto'
import mongoose from 'mongoose'
import { Problem } from '#shared/contract/problems.ts'
import { config } from '#shared/runtime/config.ts'

/** Where a page ended, in a list sorted by a time and then by id, both descending. */
export interface Position {
  at: Date
  id: string
}

const SIGNATURE_BYTES = 16

/**
 * An opaque cursor: the position, signed together with the name of the list (its filter included), so that
 * one that was changed, or made for another list, is refused instead of giving a wrong page.
 */
export function encodeCursor(list: string, position: Position): string {
  const [key] = config().sessions.keys
  if (!key) throw new Error('No signing key is set')
  const payload = Buffer.alloc(20)
  payload.writeBigInt64BE(BigInt(position.at.getTime()))
  payload.write(position.id, 8, 'hex')
  return Buffer.concat([sign(key.secret, list, payload), payload]).toString('base64url')
}

/** @throws Problem InvalidCursor where this API did not make it for this list. */
export function decodeCursor(list: string, cursor: string): Position {
  const bytes = Buffer.from(cursor, 'base64url')
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  const payload = bytes.subarray(SIGNATURE_BYTES)
  // Buffer.from skips what is not base64url: only the one spelling that encodeCursor gives is taken.
  const isWhole = payload.length === 20 && bytes.toString('base64url') === cursor
  // [27 signed] A made-up cursor could read from any place in any list.
  const isOurs =
    isWhole && config().sessions.keys.some(key => timingSafeEqual(signature, sign(key.secret, list, payload)))
  if (!isOurs) throw new Problem('InvalidCursor')
  return { at: new Date(Number(payload.readBigInt64BE())), id: payload.toString('hex', 8) }
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

/**
 * The filter for what comes after a position, for lists sorted by `field` and `_id` descending.
 * One index range serves it: `{ …, field: -1, _id: -1 }`.
 */
export function after(field: string, position: Position | null): Record<string, unknown> {
  if (!position) return {}
  return {
    [field]: { $lte: position.at },
    $or: [{ [field]: { $lt: position.at } }, { _id: { $lt: new mongoose.Types.ObjectId(position.id) } }],
  }
}
