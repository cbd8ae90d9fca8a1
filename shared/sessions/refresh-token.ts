import { createHash, createHmac } from 'node:crypto'
import { config } from '#shared/runtime/config.ts'

/** What the refresh cookie holds: the id of a session and a secret that is traded for the next one. */
export interface RefreshToken {
  sessionId: string
  secret: string
}

const REFRESH_TOKEN = /^([0-9a-f]{24})\.([A-Za-z0-9_-]{43})$/

export function writeRefreshToken({ sessionId, secret }: RefreshToken): string {
  return `${sessionId}.${secret}`
}

/** Null if this is not a refresh token. */
export function readRefreshToken(token: string): RefreshToken | null {
  const [, sessionId, secret] = REFRESH_TOKEN.exec(token) ?? []
  return sessionId && secret ? { sessionId, secret } : null
}

/** The database keeps only this hash of a secret. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** What may follow this secret, for each signing key, the newest first: keys may rotate between two refreshes. */
export function successorsOf(secret: string): string[] {
  return config().sessions.keys.map(key =>
    createHmac('sha256', key.secret).update(`refresh\n${secret}`).digest('base64url'),
  )
}
