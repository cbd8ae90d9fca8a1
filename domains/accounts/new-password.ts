import * as z from 'zod'
import { PASSWORD_LIMITS } from '#domains/accounts/limits.ts'
import type { StoredAccount } from '#domains/accounts/stored-accounts.ts'
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

/** What everybody can see of an account, or guess. */
interface PublicWords {
  email: string
  username?: string
  brandName?: string
}

const SERVICE = ['reels', 'reels platform']

/** What is wrong with a password that is one of these words with digits and signs around it; null if it is not. */
export function wellKnownIn(password: string, { email, username, brandName }: PublicWords): string | null {
  const [local = ''] = email.split('@')
  const words: [name: string, words: (string | undefined)[]][] = [
    ['the email', [email]],
    // An address may have a tag: lena+reels@example.com.
    ['the part of the email before the @', [local, local.split('+')[0]]],
    ['the username', [username]],
    ['the brand name', [brandName]],
    ['the name of this service', SERVICE],
  ]
  const wanted = bareOf(password)
  // [1 well-known] Anyone can see these words, so attackers try them next.
  const found = words.find(([, values]) =>
    values.some(value => value !== undefined && bareOf(value) === wanted),
  )
  return found ? `is ${found[0]}, or that with digits and signs` : null
}

/** A text without signs, case and width, and without the digits around it. What has only digits keeps them. */
function bareOf(text: string): string {
  // [122 signs] People add `!` and `-` to a word that they can remember.
  const characters = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
  // [122 digits] And the year.
  return characters.replace(/^\p{N}+(?=\P{N})|(?<=\P{N})\p{N}+$/gu, '')
}

/** Refuses such a password when it is set later, after the account has been read. */
export function refuseWellKnown(
  field: string,
  password: string,
  { role, name, email }: Pick<StoredAccount, 'role' | 'name' | 'email'>,
) {
  const words = role === 'user' ? { email, username: name } : { email, brandName: name }
  const message = wellKnownIn(password, words)
  if (!message) return null
  return refuse('ValidationFailed', {
    detail: `${field} ${message}`,
    errors: [{ in: 'body', path: field, message }],
  })
}
