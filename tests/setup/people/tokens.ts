import jwt from 'jsonwebtoken'
import { inject } from 'vitest'
import type { Person } from './people.ts'

/** The key that the API under test signs with. */
export function signingKey(): { id: string; secret: string } {
  const [first = ''] = (inject('settings')['SESSION_KEYS'] ?? '').split(',')
  const [id = '', secret = ''] = first.trim().split(/:(.*)/s)
  return { id, secret }
}

export interface AccessClaims {
  sub: string
  role: string
  sid: string
  iss: string
  aud: string
  iat: number
  exp: number
}

/** The claims in a person's access cookie. */
export function claimsOf(person: Pick<Person, 'browser'>): AccessClaims {
  return readToken(person).payload
}

/** The parts of a person's access cookie. */
export function readToken(person: Pick<Person, 'browser'>): {
  header: { alg: string; kid: string }
  payload: AccessClaims
} {
  const [header, payload] = cookieOf(person, 'reels_access')
    .split('.', 2)
    .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()))
  return { header, payload }
}

export function cookieOf(
  { browser }: Pick<Person, 'browser'>,
  name: 'reels_access' | 'reels_refresh',
): string {
  const cookie = browser.cookies.get(name)
  if (!cookie) throw new Error(`The browser has no ${name}`)
  return cookie.value
}

/** A token with any claims, by default signed as the API signs. */
export function forge(
  claims: object,
  options: jwt.SignOptions = {},
  secret: jwt.Secret = signingKey().secret,
) {
  return jwt.sign(claims, secret, {
    algorithm: 'HS256',
    keyid: signingKey().id,
    noTimestamp: true,
    ...options,
  })
}
