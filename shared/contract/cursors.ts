import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'
import { config } from '#shared/runtime/config.ts'

/** Where a page ended, in a list that is sorted by a time and then by id, both descending. */
export interface Position {
  at: Date
  id: string
}

const SIGNATURE_BYTES = 16

/**
 * An opaque cursor: the position, signed together with the name of the list (its filter included). A cursor
 * that was changed, or made for another list, is refused instead of giving a wrong page.
 */
export function encodeCursor(list: string, position: Position): string {
  const [key] = config().sessions.keys
  if (!key) throw new Error('No signing key is set')
  const payload = Buffer.alloc(20)
  payload.writeBigInt64BE(BigInt(position.at.getTime()))
  payload.write(position.id, 8, 'hex')
  return Buffer.concat([sign(key.secret, list, payload), payload]).toString('base64url')
}

/** The position in a cursor, unless this API did not make it for this list. */
export function decodeCursor(list: string, cursor: string): Position | Refusal<'InvalidCursor'> {
  const bytes = Buffer.from(cursor, 'base64url')
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  const payload = bytes.subarray(SIGNATURE_BYTES)
  // Buffer.from skips characters that are not base64url, so only the spelling of encodeCursor is accepted.
  const isWhole = payload.length === 20 && bytes.toString('base64url') === cursor
  // [27 signed] A made-up cursor could read from any place in any list.
  const isOurs =
    isWhole && config().sessions.keys.some(key => timingSafeEqual(signature, sign(key.secret, list, payload)))
  if (!isOurs) return refuse('InvalidCursor')
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
