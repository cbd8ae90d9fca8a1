import { createHmac, timingSafeEqual } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { Refusal } from '../protocol/replies.ts'

export interface Keys {
  publicKey: string
  privateKey: string
}

/** Whether a token is used for the first time; remembers it until `forgetAfter` (Unix seconds). */
export type SpendToken = (token: string, forgetAfter: number) => boolean

const MAX_AHEAD_SECONDS = 3600

export function hmacHex(algorithm: 'sha1' | 'sha256', key: string, message: string): string {
  return createHmac(algorithm, key).update(message).digest('hex')
}

/** Compares without telling by its time where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The private key as the user name of HTTP Basic; what follows the first `:` is ignored, as ImageKit does. */
export function checkPrivateKey(authorization: string | undefined, { privateKey }: Keys): void {
  if (authorization === undefined || authorization === '') {
    throw new Refusal(401, 'Your request does not contain private API key.')
  }
  const encoded = /^basic\s+(\S+)$/i.exec(authorization)?.[1] ?? ''
  const user = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0] ?? ''
  if (!sameText(user, privateKey)) throw unauthenticated()
}

interface UploadCredentials {
  authorization: string | undefined
  fields: ReadonlyMap<string, string>
  keys: Keys
  spend: SpendToken
}

/** V1: HTTP Basic, or `publicKey`, `signature`, `token` and `expire` where the browser uploads by itself. */
export function checkUploadV1({ authorization, fields, keys, spend }: UploadCredentials): void {
  const signature = fields.get('signature')
  if (authorization !== undefined) {
    if (signature !== undefined) throw both()
    checkPrivateKey(authorization, keys)
    return
  }
  const token = fields.get('token')
  const expire = fields.get('expire')
  if (signature === undefined && token === undefined) checkPrivateKey(undefined, keys)
  const publicKey = required('publicKey', fields.get('publicKey'))
  if (publicKey !== keys.publicKey) throw unauthenticated()

  const seconds = /^\d{1,12}$/.test(expire ?? '') ? Number(expire) : 0
  const now = nowSeconds()
  if (seconds <= now || seconds > now + MAX_AHEAD_SECONDS) {
    throw new Refusal(
      400,
      'Your request contains invalid expire parameter. Expire parameter should be a Unix time in less than 1 hour into the future.',
    )
  }
  const expected = hmacHex('sha1', keys.privateKey, required('token', token) + expire)
  if (!sameText(required('signature', signature), expected)) {
    throw new Refusal(400, 'Your request contains invalid signature parameter.')
  }
  if (!spend(`v1:${token}`, seconds)) throw new Refusal(400, 'Your request contains invalid token parameter.')
}

/**
 * V2: HTTP Basic, or a JWT that names every field it is sent with except `file` and `token`, values as text. The
 * token is spent by its first use, whatever comes of that.
 */
export function checkUploadV2({ authorization, fields, keys, spend }: UploadCredentials): void {
  const token = fields.get('token')
  if (authorization !== undefined) {
    if (token !== undefined) throw both()
    checkPrivateKey(authorization, keys)
    return
  }
  const { iat, exp, ...claims } = verifiedPayload(required('token', token), keys)
  const now = nowSeconds()
  if (
    typeof iat !== 'number' ||
    typeof exp !== 'number' ||
    !Number.isInteger(iat) ||
    !Number.isInteger(exp)
  ) {
    throw invalidToken()
  }
  if (exp <= now) throw new Refusal(400, 'Your request contains expired token.')
  if (exp - iat > MAX_AHEAD_SECONDS || exp > now + MAX_AHEAD_SECONDS) throw invalidToken()
  if (!spend(`v2:${token}`, exp)) throw invalidToken()

  const sent = [...fields].filter(([name]) => name !== 'token')
  const claimed = Object.entries(claims)
  const matches =
    sent.length === claimed.length && claimed.every(([name, value]) => fields.get(name) === value)
  if (!matches) {
    throw new Refusal(
      400,
      'Your request contains invalid payload. It does not match with the payload used to generate token.',
    )
  }
}

function verifiedPayload(token: string, { publicKey, privateKey }: Keys): Record<string, unknown> {
  try {
    const { header, payload } = jwt.verify(token, privateKey, {
      algorithms: ['HS256'],
      complete: true,
      // Expiry has a message of its own and is judged by the caller.
      ignoreExpiration: true,
    })
    if (header.kid === publicKey && typeof payload !== 'string') return payload
  } catch {
    // Falls through: whatever is wrong with it, ImageKit answers the same.
  }
  throw invalidToken()
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '')
    throw new Refusal(400, `Your request is missing ${name} parameter.`)
  return value
}

function nowSeconds() {
  return Math.floor(Date.now() / 1000)
}
function invalidToken() {
  return new Refusal(400, 'Your request has invalid token.')
}
function unauthenticated() {
  return new Refusal(403, 'Your account cannot be authenticated.')
}
function both() {
  return new Refusal(
    400,
    'Your request contains both signature and basic auth parameter. Use only one method, you might be exposing your private API key.',
  )
}
