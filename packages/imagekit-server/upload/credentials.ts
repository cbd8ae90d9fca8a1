import jwt from 'jsonwebtoken'
import { checkPrivateKey, hmacHex, type Keys, sameText, unauthenticated } from '../protocol/keys.ts'
import { invalidParameter, missingParameter } from '../protocol/parameters.ts'
import { Refusal } from '../protocol/replies.ts'

interface UploadCredentials {
  authorization: string | undefined
  fields: ReadonlyMap<string, string>
  keys: Keys
  /** False if the token has been used before. Remembers it until `forgetAfter` (Unix seconds). */
  spend: (token: string, forgetAfter: number) => boolean
}

const MAX_AHEAD_SECONDS = 3600

/** V1: HTTP Basic, or `publicKey`, `signature`, `token` and `expire` if the browser itself uploads. */
export function checkUploadV1({ authorization, fields, keys, spend }: UploadCredentials): void {
  const signature = fields.get('signature')
  const token = fields.get('token')
  if (authorization !== undefined || (signature === undefined && token === undefined)) {
    if (signature !== undefined) throw bothCredentials()
    checkPrivateKey(authorization, keys)
    return
  }
  if (required(fields, 'publicKey') !== keys.publicKey) throw unauthenticated()

  const expire = fields.get('expire') ?? ''
  const seconds = /^\d{1,12}$/.test(expire) ? Number(expire) : 0
  const now = nowSeconds()
  if (seconds <= now || seconds > now + MAX_AHEAD_SECONDS) {
    throw new Refusal(
      400,
      'Your request contains invalid expire parameter. Expire parameter should be a Unix time in less than 1 hour into the future.',
    )
  }
  const expected = hmacHex('sha1', keys.privateKey, required(fields, 'token') + expire)
  if (!sameText(required(fields, 'signature'), expected)) throw invalidParameter('signature')
  if (!spend(`v1:${token}`, seconds)) throw invalidParameter('token')
}

/**
 * V2: HTTP Basic, or a JWT that signs every field except `file` and `token`, with values as text. The first use spends
 * the token, even if the upload fails.
 */
export function checkUploadV2({ authorization, fields, keys, spend }: UploadCredentials): void {
  if (authorization !== undefined) {
    if (fields.has('token')) throw bothCredentials()
    checkPrivateKey(authorization, keys)
    return
  }
  const token = required(fields, 'token')
  const { iat, exp, ...claims } = verifiedPayload(token, keys)
  const now = nowSeconds()
  if (!isWholeNumber(iat) || !isWholeNumber(exp)) throw invalidToken()
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
      // An expired token has its own message, so the caller checks that.
      ignoreExpiration: true,
    })
    if (header.kid === publicKey && typeof payload !== 'string') return payload
  } catch {
    // ImageKit gives the same answer whatever is wrong with the token.
  }
  throw invalidToken()
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name)
  if (value === undefined || value === '') throw missingParameter(name)
  return value
}

function isWholeNumber(value: unknown): value is number {
  return Number.isInteger(value)
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

function invalidToken(): Refusal {
  return new Refusal(400, 'Your request has invalid token.')
}

function bothCredentials(): Refusal {
  return new Refusal(
    400,
    'Your request contains both signature and basic auth parameter. Use only one method, you might be exposing your private API key.',
  )
}
