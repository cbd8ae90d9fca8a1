import { createHash } from 'node:crypto'
import { Problem } from '#shared/http/problem.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { IdempotencyKeyModel } from '#shared/runtime/idempotency-keys.ts'

const KEPT_MILLISECONDS = 24 * 60 * 60 * 1_000
// Longer than the gateway lets a request run: a request with a lock this old has died.
const LOCK_MILLISECONDS = 35_000

interface KeyedRequest {
  accountId: string
  operation: string
  key: string
  rawBody: string
}

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/

function parseKey(header: string): string {
  if (VISIBLE_ASCII.test(header)) return header
  const message = 'is not 1 to 255 visible ASCII characters'
  throw new Problem('ValidationFailed', {
    detail: `Idempotency-Key ${message}`,
    errors: [{ in: 'header', path: 'Idempotency-Key', message }],
  })
}

async function once(
  request: KeyedRequest,
  freshId: string,
  carryOut: (newId: string) => Promise<unknown>,
): Promise<unknown> {
  const _id = digest(request.accountId, request.operation, request.key)
  const fingerprint = digest(request.rawBody)
  const held = await acquire({ _id, account: request.accountId, fingerprint, newId: freshId })
  if (held.done) return held.response
  try {
    const response = await carryOut(held.newId)
    await IdempotencyKeyModel.updateOne({ _id, lockedUntil: held.lockedUntil }, { $set: { response } })
    return response
  } catch (error) {
    // A failure here leaves the lock to run out by itself; the first failure is the one to tell.
    await IdempotencyKeyModel.updateOne(
      { _id, lockedUntil: held.lockedUntil, response: null },
      { $set: { lockedUntil: new Date(0) } },
    ).catch((releaseError: unknown) => releaseError)
    throw error
  }
}

type Held = { done: true; response: unknown } | { done: false; newId: string; lockedUntil: Date }

interface Claim {
  _id: string
  account: string
  fingerprint: string
  newId: string
}

async function acquire({ _id, account, fingerprint, newId }: Claim): Promise<Held> {
  const now = Date.now()
  const lockedUntil = new Date(now + LOCK_MILLISECONDS)
  try {
    await IdempotencyKeyModel.create({
      _id,
      account,
      fingerprint,
      newId,
      lockedUntil,
      expiresAt: new Date(now + KEPT_MILLISECONDS),
    })
    return { done: false, newId, lockedUntil }
  } catch (error) {
    if (!duplicateKeyFields(error)) throw error
  }
  const existing = await IdempotencyKeyModel.findById(_id).lean()
  if (!existing) throw inProgress()
  if (existing.fingerprint !== fingerprint) throw new Problem('IdempotencyKeyReused')
  if (existing.response !== null) return { done: true, response: existing.response }
  const takenOver = await IdempotencyKeyModel.updateOne(
    { _id, response: null, lockedUntil: { $eq: existing.lockedUntil, $lt: new Date(now) } },
    { $set: { lockedUntil } },
  )
  if (takenOver.modifiedCount === 0) throw inProgress()
  return { done: false, newId: existing.newId, lockedUntil }
}

function inProgress(): Problem {
  return new Problem('RequestInProgress', { headers: { 'retry-after': '1' } })
}

function digest(...parts: string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}

/** What an endpoint declares that takes an `Idempotency-Key`. */
export const idempotency = {
  /** @throws Problem ValidationFailed if the header is not 1 to 255 visible ASCII characters */
  parseKey,
  /**
   * Carries out a request at most once for each key of an account within 24 hours: a repetition gets the first
   * answer again. A request that failed frees its key; one that died in the middle is carried out again, with
   * the same `newId`, once its lock has run out.
   * @throws Problem IdempotencyKeyReused, RequestInProgress
   */
  once,
}
export type Idempotency = typeof idempotency
