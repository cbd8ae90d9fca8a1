import * as z from 'zod'
import { MAX_EMAIL } from '#domains/accounts/limits.ts'

export const Email = z
  .email('is not an email address')
  .max(MAX_EMAIL, `has more than ${MAX_EMAIL} characters`)
  .meta({ id: 'Email', description: 'Compared without case', examples: ['lena@example.com'] })

/** A password that is only compared: any string, since the answer must not say what is wrong with it. */
export const Password = z
  .string()
  .max(1_000)
  .meta({ format: 'password', examples: ['seven-blue-kettles'] })

// [4 credentials] Anything but text could become a query operator.
export const Credentials = z.strictObject({ email: Email, password: Password }).meta({ id: 'Credentials' })
