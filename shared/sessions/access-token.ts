import { createSecretKey, type KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { ACCESS_SECONDS, type Role, type Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'

const ALGORITHM = 'HS256'
const ID = /^[0-9a-f]{24}$/

/** A JWT for the access cookie (RFC 7519), signed with the first key of the list. */
export function signAccessToken(viewer: Viewer): string {
  const { keys, issuer, audience } = config().sessions
  const [key] = keys
  if (!key) throw new Error('No signing key is set')
  return jwt.sign({ role: viewer.role, sid: viewer.sessionId }, keyOf(key.secret), {
    algorithm: ALGORITHM,
    keyid: key.id,
    subject: viewer.id,
    issuer,
    audience,
    expiresIn: ACCESS_SECONDS,
  })
}

/** Who an access token names, or null if it is not valid. Never throws, whatever the cookie contains. */
export function readAccessToken(token: string): Viewer | null {
  const { keys, issuer, audience } = config().sessions
  const keyId = readKeyId(token)
  // [10 key] Only a key that is listed counts, and only the one that the token names.
  // [18 old-keys] Every listed key verifies, not only the one that signs.
  const key = keys.find(candidate => candidate.id === keyId)
  if (!key) return null
  try {
    // [10 verified] jsonwebtoken checks only what it is given here.
    const claims = jwt.verify(token, keyOf(key.secret), { algorithms: [ALGORITHM], issuer, audience })
    if (typeof claims === 'string') return null
    // [10 expiry] jsonwebtoken accepts a token without an expiry, and such a token would never end.
    if (claims.exp === undefined) return null
    const { sub, role, sid } = claims
    if (typeof sub !== 'string' || !ID.test(sub) || typeof sid !== 'string' || !ID.test(sid)) return null
    return isRole(role) ? { id: sub, role, sessionId: sid } : null
  } catch (error) {
    if (error instanceof jwt.JsonWebTokenError || error instanceof SyntaxError) return null
    throw error
  }
}

const keyObjects = new Map<string, KeyObject>()

// jsonwebtoken takes text for a public key first, each time: half of what a token costs.
function keyOf(secret: string): KeyObject {
  const known = keyObjects.get(secret)
  if (known) return known
  const key = createSecretKey(secret, 'utf8')
  keyObjects.set(secret, key)
  return key
}

function readKeyId(token: string): string | undefined {
  try {
    return jwt.decode(token, { complete: true })?.header.kid
  } catch {
    // jsonwebtoken throws on a header or payload that is not JSON.
    return undefined
  }
}

function isRole(value: unknown): value is Role {
  return value === 'user' || value === 'partner'
}
