import { createHmac } from 'node:crypto'
import { config } from '#shared/runtime/config.ts'

/**
 * The secrets that may follow this one, one for each signing key, the key that signs today first: a key may be
 * rotated between two refreshes that race.
 */
export function successorsOf(secret: string): string[] {
  return config().sessions.keys.map(key =>
    createHmac('sha256', key.secret).update(`refresh\n${secret}`).digest('base64url'),
  )
}
