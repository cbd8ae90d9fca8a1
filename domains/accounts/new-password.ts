import * as z from 'zod'
import { PASSWORD_LIMITS } from '#domains/accounts/limits.ts'
import common from '#generated/common-passwords.json' with { type: 'json' }
import { refuse } from '#shared/contract/refusal.ts'

const { minCharacters, maxBytes } = PASSWORD_LIMITS

let commonPasswords: Set<string> | undefined

function isCommon(password: string): boolean {
  commonPasswords ??= new Set(common.passwords.split('\n'))
  return commonPasswords.has(password.toLowerCase())
}

/** NIST SP 800-63B-4, 3.1.1.2: a length, a list of common ones, and no rules of composition. */
export const NewPassword = z
  .string()
  // The same letters are one password, whichever device they are typed on.
  .normalize('NFC')
  .min(minCharacters, `has fewer than ${minCharacters} characters`)
  // [1 long] bcrypt ignores what follows the 72nd byte.
  .refine(password => Buffer.byteLength(password) <= maxBytes, `has more than ${maxBytes} bytes of UTF-8`)
  .refine(
    password => password.isWellFormed() && !password.includes('\0'),
    'has characters that cannot be kept',
  )
  // [1 common] Attackers try these first.
  .refine(password => !isCommon(password), 'is one of the commonly breached passwords')
  .meta({
    id: 'NewPassword',
    format: 'password',
    maxLength: maxBytes,
    description: `At least ${minCharacters} characters and at most ${maxBytes} bytes in UTF-8. Passwords that are known from breaches are refused`,
    examples: ['seven-blue-kettles'],
  })

/** Is this password a word that everybody knows about the account, such as its name? */
export function isWellKnown(password: string, words: readonly (string | undefined)[]): boolean {
  const wanted = password.normalize('NFC').toLowerCase()
  // [1 well-known] Anyone can see these words, so attackers try them next.
  return words.some(word => word !== undefined && word.normalize('NFC').toLowerCase() === wanted)
}

/** Refuses such a password when it is set later, after the account has been read. */
export function refuseWellKnown(field: string, password: string, account: { name: string; email: string }) {
  if (!isWellKnown(password, [account.name, account.email])) return null
  const message = 'is the name or the email of the account'
  return refuse('ValidationFailed', {
    detail: `${field} ${message}`,
    errors: [{ in: 'body', path: field, message }],
  })
}
