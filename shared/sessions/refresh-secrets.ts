import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { config } from '#shared/runtime/config.ts'
import type { RefreshToken } from '#shared/sessions/refresh-token.ts'

// A secret is 32 bytes: half of them random, or derived from the secret before, and half of them our signature. So the
// database need not keep old secrets to tell one that was ours from one that was made up.
const HALF = 16

/** The secret that a session begins with. */
export function firstSecret(sessionId: string): string {
  const [key] = config().sessions.keys
  if (!key) throw new Error('No signing key is set')
  return signed(sessionId, randomBytes(HALF), key.secret)
}

/** What may follow this secret, for each signing key, the newest first: keys may rotate between two refreshes. */
export function successorsOf({ sessionId, secret }: RefreshToken): string[] {
  return config().sessions.keys.map(key => {
    const derived = hmac(key.secret, `refresh\n${secret}`)
    return signed(sessionId, derived, key.secret)
  })
}

/** Was this ever a secret of this session? */
export function isOurs({ sessionId, secret }: RefreshToken): boolean {
  const bytes = Buffer.from(secret, 'base64url')
  const presented = bytes.subarray(HALF)
  return config().sessions.keys.some(key =>
    timingSafeEqual(presented, signatureOf(sessionId, bytes.subarray(0, HALF), key.secret)),
  )
}

function signed(sessionId: string, half: Buffer, key: string): string {
  return Buffer.concat([half, signatureOf(sessionId, half, key)]).toString('base64url')
}

function signatureOf(sessionId: string, half: Buffer, key: string): Buffer {
  return hmac(key, `refresh secret\n${sessionId}\n${half.toString('base64url')}`)
}

function hmac(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest().subarray(0, HALF)
}
