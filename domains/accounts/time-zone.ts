import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'

// Offsets such as `+05:45` are taken by `Intl`, too, but know no summer time.
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/

/** A name of the IANA time zone database. */
export const TimeZone = z
  .string()
  .max(PROFILE_LIMITS.timeZone, `has more than ${PROFILE_LIMITS.timeZone} characters`)
  .refine(name => NAME.test(name) && isKnown(name), 'is not the name of a time zone, such as Europe/Madrid')
  .meta({
    description: 'IANA: whose days the statistics have',
    pattern: NAME.source,
    examples: ['Europe/Madrid'],
  })

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}
