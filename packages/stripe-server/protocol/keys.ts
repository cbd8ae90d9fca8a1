import { timingSafeEqual } from 'node:crypto'
import { Refusal } from './refusals.ts'

/** @throws Refusal unless the header has the secret key, as a bearer token or as the user of basic access */
export function checkSecretKey(authorization: string | undefined, secretKey: string): void {
  const given = keyOf(authorization)
  if (given === null) {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    )
  }
  if (!equal(given, secretKey)) throw unauthorized(`Invalid API Key provided: ${masked(given)}`)
}

function keyOf(authorization = ''): string | null {
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(authorization) ?? []
  if (bearer !== undefined) return bearer
  const [, basic] = /^Basic\s+(\S+)$/i.exec(authorization) ?? []
  if (basic === undefined) return null
  return Buffer.from(basic, 'base64').toString('utf8').split(':')[0] ?? null
}

function equal(given: string, secretKey: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secretKey)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function masked(key: string): string {
  return key.length < 12 ? '***' : `${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`
}

function unauthorized(message: string): Refusal {
  return new Refusal(401, { type: 'invalid_request_error', message }, false)
}
