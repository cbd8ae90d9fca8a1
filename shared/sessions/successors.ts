import { createHmac } from 'node:crypto'
import { config } from '#shared/runtime/config.ts'

/** What may follow this secret, for each signing key, the newest first: keys may rotate between two refreshes. */
export function successorsOf(secret: string): string[] {
  return config().sessions.keys.map(key =>
    createHmac('sha256', key.secret).update(`refresh\n${secret}`).digest('base64url'),
  )
}
