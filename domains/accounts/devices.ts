import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Role } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'

interface Owner {
  id: string
  role: Role
  passwordHash: string
}

/** A browser may belong to several people, or be used by one with several accounts. */
const MOST_ACCOUNTS = 4
const ENTRY = /^([0-9a-f]{24})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/

/**
 * The id of a browser in which this account has logged in with the password that it has today; null for any other. An
 * attack from elsewhere must not lock the owner out of it.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 * @param token the cookie: an entry for each account, `account.device.signature`
 */
export function knownDevice(token: string | undefined, owner: Owner): string | null {
  const [, , device = '', signature = ''] = entriesOf(token).find(([, account]) => account === owner.id) ?? []
  const presented = Buffer.from(signature)
  // [110 signed] Otherwise anybody could name a new device for each guess.
  const isOurs = signaturesOf(owner, device).some(
    wanted => wanted.length === presented.length && timingSafeEqual(wanted, presented),
  )
  return isOurs ? device : null
}

/** The cookie after a login: what the browser had, with an entry for this account. */
export function rememberDevice(token: string | undefined, owner: Owner): string {
  const device = knownDevice(token, owner) ?? randomBytes(16).toString('base64url')
  const [signature = ''] = signaturesOf(owner, device)
  const others = entriesOf(token).flatMap(([entry, account]) => (account === owner.id ? [] : [entry]))
  return [`${owner.id}.${device}.${signature}`, ...others].slice(0, MOST_ACCOUNTS).join('~')
}

function entriesOf(token = ''): string[][] {
  return token.split('~').flatMap(entry => {
    const parts = ENTRY.exec(entry)
    return parts ? [[...parts]] : []
  })
}

/** One for each key that is listed, the one that signs first. */
function signaturesOf({ id, role, passwordHash }: Owner, device: string): Buffer[] {
  return config().sessions.keys.map(({ secret }) => {
    // [110 password] A new password ends what browsers were trusted with, as it ends sessions.
    const signed = ['device', role, id, device, passwordHash].join('\n')
    return Buffer.from(createHmac('sha256', secret).update(signed).digest('base64url'))
  })
}
