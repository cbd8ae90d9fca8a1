import * as z from 'zod'
import { MAX_EMAIL } from '#domains/accounts/limits.ts'

export const Email = z
  .email('is not an email address')
  .max(MAX_EMAIL, `has more than ${MAX_EMAIL} characters`)
  .meta({
    id: 'Email',
    description: 'Upper and lower case count as the same',
    examples: ['lena@example.com'],
  })

/** A password that is only compared: any string, since the answer must not say what is wrong with it. */
export const Password = z
  .string()
  .max(1_000)
  .meta({ format: 'password', examples: ['seven-blue-kettles'] })

/** The token of a link in a mail. */
export const MailedToken = z
  .string()
  .max(200)
  .meta({
    description: 'The part of the link in the mail after `#token=`',
    format: 'password',
    examples: ['q5v0mN3xZr8tW1yB7cJ4kD9fGhLpAsEu2iOnVbXzQwE'],
  })

// [4 credentials] Anything but text could become a query operator.
export const Credentials = z.strictObject({ email: Email, password: Password }).meta({ id: 'Credentials' })
