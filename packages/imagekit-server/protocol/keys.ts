import { createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal } from './replies.ts'

export interface Keys {
  publicKey: string
  privateKey: string
}

export function hmacHex(algorithm: 'sha1' | 'sha256', key: string, message: string): string {
  return createHmac(algorithm, key).update(message).digest('hex')
}

/** Takes the same time wherever two texts of one length differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Expects the private key as the user name of HTTP Basic. Ignores what follows the first `:`, as ImageKit does. */
export function checkPrivateKey(authorization: string | undefined, { privateKey }: Keys): void {
  if (authorization === undefined || authorization === '') {
    throw new Refusal(401, 'Your request does not contain private API key.')
  }
  const encoded = /^basic\s+(\S+)$/i.exec(authorization)?.[1] ?? ''
  const user = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0] ?? ''
  if (!sameText(user, privateKey)) throw unauthenticated()
}

export function unauthenticated(): Refusal {
  return new Refusal(403, 'Your account cannot be authenticated.')
}
