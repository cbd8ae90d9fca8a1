import * as z from 'zod'
import { PASSWORD_LIMITS } from '#domains/accounts/password-limits.ts'
import common from '#generated/common-passwords.json' with { type: 'json' }
import { Problem } from '#shared/contract/problems.ts'

const { minCharacters, maxBytes } = PASSWORD_LIMITS

let commonPasswords: Set<string> | undefined

function isCommon(password: string): boolean {
  commonPasswords ??= new Set(common.passwords.split('\n'))
  return commonPasswords.has(password.toLowerCase())
}

/** NIST SP 800-63B-4, 3.1.1.2: a length, a list of common ones, and no rules of composition. */
export const NewPassword = z
  .string()
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
    description: `${minCharacters} characters or more, at most ${maxBytes} bytes of UTF-8, and none of the commonly breached`,
    examples: ['seven-blue-kettles'],
  })

/** Words that everybody knows of an account and that are therefore no password for it. */
export function isWellKnown(password: string, words: readonly (string | undefined)[]): boolean {
  const wanted = password.toLowerCase()
  // [1 well-known] Anyone can see these words, so attackers try them next.
  return words.some(word => word !== undefined && word.toLowerCase() === wanted)
}

/**
 * The same for a password that is set later, when the account has to be read first.
 * @throws Problem ValidationFailed
 */
export function refuseWellKnown(
  field: string,
  password: string,
  account: { name: string; email: string },
): void {
  if (!isWellKnown(password, [account.name, account.email])) return
  const message = 'is the name or the email of the account'
  throw new Problem('ValidationFailed', {
    detail: `${field} ${message}`,
    errors: [{ in: 'body', path: field, message }],
  })
}
