import { domainToASCII } from 'node:url'
import * as z from 'zod'
import { MAX_EMAIL } from '#domains/accounts/limits.ts'

/**
 * What `<input type="email">` takes in every browser (the pattern of the HTML Standard). Chromium writes a domain of
 * other letters than ASCII in Punycode before it sends it, and others do not.
 */
export const Email = z
  .string()
  .overwrite(withAsciiDomain)
  .regex(z.regexes.html5Email, 'is not an email address')
  .max(MAX_EMAIL, `has more than ${MAX_EMAIL} characters`)
  .meta({
    id: 'Email',
    format: 'email',
    description: 'Upper and lower case count as the same',
    examples: ['lena@example.com'],
  })

const MAX_PASSWORD = 4_096

/** A password that is only compared: any string, since the answer must not say what is wrong with it. */
export const Password = z
  .string()
  .max(MAX_PASSWORD, `has more than ${MAX_PASSWORD} characters`)
  .meta({ format: 'password', examples: ['seven-blue-kettles'] })

/** The token of a link in a mail. */
export const MailedToken = z
  .string()
  .max(200, 'has more than 200 characters')
  .meta({
    description: 'The part of the link in the mail after `#token=`',
    format: 'password',
    examples: ['q5v0mN3xZr8tW1yB7cJ4kD9fGhLpAsEu2iOnVbXzQwE'],
  })

// [4 credentials] Anything but text could become a query operator.
export const Credentials = z.strictObject({ email: Email, password: Password }).meta({ id: 'Credentials' })

function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1)
  // `domainToASCII` leaves out what is not part of a host, such as all that follows a slash.
  const isUnicode = /[^\0-\x7f]/.test(domain) && /^[-.0-9a-z\x80-\u{10ffff}]+$/iu.test(domain)
  return at !== -1 && isUnicode ? email.slice(0, at + 1) + domainToASCII(domain) : email
}
