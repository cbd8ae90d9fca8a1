import bcrypt from 'bcryptjs'
import { PASSWORD_LIMITS } from '#domains/accounts/limits.ts'
import { inTurn } from '#domains/accounts/turns.ts'
import { timed } from '#shared/runtime/time-spent.ts'

/** OWASP's Password Storage Cheat Sheet asks for 10 or more; each step doubles the time. */
export const BCRYPT_COST = 11

// [3 decoy] A well-formed hash that no password has. It is compared if there is no account, so that the answer takes
// just as long. It is a constant, because making it at first use would double the time of the first answer.
const DECOY = `$2b$${BCRYPT_COST}$${'.'.repeat(53)}`
// [3 damaged] Any other cost means that the hash is damaged. Comparing with some of them would take hours.
const BCRYPT_HASH = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/

export function hashPassword(password: string): Promise<string> {
  return inTurn('', () => timed('password', () => bcrypt.hash(password, BCRYPT_COST)))
}

/** One comparison at full cost, even without an account or a usable hash, so that the time reveals nothing. */
export async function isPassword(password: string, passwordHash: string | null | undefined, who = '') {
  for (const form of formsOf(password)) {
    if (await isForm(form, passwordHash, who)) return true
  }
  return false
}

/**
 * The ways in which the same letters may have been sent when the password was set. Hashes are made of NFC (NIST SP
 * 800-63B-4, 3.1.1.2); older ones of what the device sent: iOS and macOS decompose. All of ASCII has one form.
 */
function formsOf(password: string): Set<string> {
  return new Set([password.normalize('NFC'), password, password.normalize('NFD')])
}

async function isForm(password: string, passwordHash: string | null | undefined, who: string) {
  const isUsable = typeof passwordHash === 'string' && BCRYPT_HASH.test(passwordHash)
  // [113 readable] bcrypt reads 72 bytes, and starts again after a NUL: more than the password would match, too.
  const isReadable = Buffer.byteLength(password) <= PASSWORD_LIMITS.maxBytes && !password.includes('\0')
  const compare = () => timed('password', () => bcrypt.compare(password, isUsable ? passwordHash : DECOY))
  const matches = await inTurn(who, compare, isMatch => !isMatch)
  return isUsable && isReadable && matches
}

/** Was this hash made when a lower cost was enough? */
export function isWeakHash(passwordHash: string): boolean {
  return bcrypt.getRounds(passwordHash) < BCRYPT_COST
}
