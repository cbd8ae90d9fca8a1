import { randomBytes } from 'node:crypto'
import { ObjectId } from 'mongodb'
import {
  type Caller,
  REFRESH_SECONDS,
  type Role,
  SESSION_SECONDS,
  type SessionTokens,
  type Viewer,
} from '#shared/contract/viewer.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'
import { signAccessToken } from '#shared/sessions/access-token.ts'
import { sessions } from '#shared/sessions/collections.ts'
import { endOldestSessions, endSession } from '#shared/sessions/ending.ts'
import { firstSecret, isOurs, successorsOf } from '#shared/sessions/refresh-secrets.ts'
import { hashSecret, readRefreshToken, writeRefreshToken } from '#shared/sessions/refresh-token.ts'

/** How long the secret before the last one still gives the last one: for tabs that refresh at the same time. */
export const GRACE_MILLISECONDS = 30_000
const MAX_USER_AGENT = 300

/**
 * Starts a session after a login.
 * @param before the refresh token that the browser had
 */
export async function startSession(
  account: { id: string; role: Role },
  caller: Pick<Caller, 'ip' | 'userAgent'>,
  before?: string,
) {
  // Fully random, unlike an ObjectId of the driver: nobody may guess the id of a session.
  const id = randomBytes(12).toString('hex')
  const secret = firstSecret(id)
  const now = new Date()
  const session = {
    _id: new ObjectId(id),
    account: new ObjectId(account.id),
    role: account.role,
    refreshHash: hashSecret(secret),
    previousHash: null,
    rotatedAt: now,
    userAgent: caller.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    ip: caller.ip,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + REFRESH_SECONDS * 1_000),
  }
  await Promise.all([
    sessions().insertOne(session),
    // [9 session-before] The browser is about to lose the cookie of that session, and could not end it later.
    // [121 session-before] This holds for a registration, too.
    before && endSession(before),
  ])
  await endOldestSessions(account.id, id)
  return tokensFor({ id: account.id, role: account.role, sessionId: id }, secret)
}

/**
 * Trades a refresh token for the next pair, or gives null. The next secret is derived from the one presented: all
 * who present it within the grace period get the same successor, although the database holds only hashes.
 */
export async function refreshSession(token: string): Promise<SessionTokens | null> {
  const presented = readRefreshToken(token)
  if (!presented) return null
  const { sessionId, secret } = presented
  const now = new Date()
  const presentedHash = hashSecret(secret)
  const successors = successorsOf(presented)
  const [next = ''] = successors
  const _id = new ObjectId(sessionId)
  const rotated = await sessions().findOneAndUpdate(
    // [14 latest] Only the latest secret can be traded for a new one.
    { _id, refreshHash: presentedHash, expiresAt: { $gt: now } },
    [
      {
        $set: {
          refreshHash: hashSecret(next),
          previousHash: presentedHash,
          rotatedAt: now,
          lastUsedAt: now,
          expiresAt: expiryFrom(now),
        },
      },
    ],
    { returnDocument: 'after' },
  )
  const session = rotated ?? (await sessions().findOne({ _id, expiresAt: { $gt: now } }))
  if (!session) return null
  // [13 race] Tabs that refresh together send the same secret. All but the first come too late to rotate it.
  // [15 in-place] A session stays one document, however often it is refreshed.
  const isRace =
    session.previousHash === presentedHash &&
    // [14 grace] Only a tab that refreshed at the same time comes this soon.
    now.getTime() - session.rotatedAt.getTime() <= GRACE_MILLISECONDS
  const current =
    rotated || isRace
      ? successors.find(candidate => hashSecret(candidate) === session.refreshHash)
      : undefined
  if (current === undefined) {
    // [118 once-ours] Anybody can know the id of a session, for example from a log.
    if (!isOurs(presented)) return null
    // [14 revoked] Two parties hold this secret, and nobody can tell which of them is the owner.
    await sessions().deleteOne({ _id })
    count('SessionsRevokedForReuse')
    log().warn('A refresh secret was used again; its session is revoked', {
      securityEvent: 'refresh-reuse',
      sessionId,
      accountId: String(session.account),
    })
    return null
  }
  return tokensFor({ id: String(session.account), role: session.role, sessionId }, current)
}

function tokensFor(viewer: Viewer, secret: string): SessionTokens {
  // From here on the caller is known, so the log line of the request names the account.
  log().appendKeys({ accountId: viewer.id, role: viewer.role, sessionId: viewer.sessionId })
  return {
    access: signAccessToken(viewer),
    refresh: writeRefreshToken({ sessionId: viewer.sessionId, secret }),
  }
}

/** A while after the last refresh, and in any case some time after the login. */
function expiryFrom(now: Date) {
  const unused = new Date(now.getTime() + REFRESH_SECONDS * 1_000)
  // [125 at-most] Whoever has copied the cookies could otherwise refresh for ever.
  return { $min: [unused, { $add: ['$createdAt', SESSION_SECONDS * 1_000] }] }
}
