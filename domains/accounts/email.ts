import * as z from 'zod'

/** Emails and usernames are kept as they were written and compared without case. */
export const CASE_INSENSITIVE = { locale: 'en', strength: 2 } as const

/** RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, brackets included. */
export const MAX_EMAIL = 254

export const Email = z
  .email('is not an email address')
  .max(MAX_EMAIL, `has more than ${MAX_EMAIL} characters`)
  .meta({ id: 'Email', description: 'Compared without case', examples: ['lena@example.com'] })
