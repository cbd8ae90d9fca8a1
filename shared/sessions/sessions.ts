import { createHash, createHmac, randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import type * as z from 'zod'
import { config } from '#shared/config.ts'
import type { Caller, Role, Viewer } from '#shared/http/endpoint.ts'
import { log } from '#shared/log.ts'
import { count } from '#shared/metrics.ts'
import { signAccessToken } from '#shared/sessions/access-token.ts'
import type { SessionView } from '#shared/sessions/session.ts'
import { REFRESH_SECONDS, type SessionTokens } from '#shared/sessions/session-cookies.ts'
import { type Session, SessionModel } from '#shared/sessions/session-model.ts'

/** How long the secret before the last one still gives the last one: for tabs that refresh at the same time. */
export const GRACE_MILLISECONDS = 30_000
const MAX_USER_AGENT = 300
const MAX_LISTED = 100

/** Starts a session: its document, and the tokens for the two cookies. */
export async function startSession(
  account: { id: string; role: Role },
  caller: Caller,
): Promise<SessionTokens> {
  // Random through and through, unlike a driver's ObjectId: nobody may guess the id of a session.
  const id = randomBytes(12).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  const now = new Date()
  await SessionModel.create({
    _id: new mongoose.Types.ObjectId(id),
    account: account.id,
    role: account.role,
    refreshHash: hash(secret),
    rotatedAt: now,
    userAgent: caller.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    ip: caller.ip,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: expiry(now),
  })
  return tokensFor({ id: account.id, role: account.role, sessionId: id }, secret)
}

/**
 * Trades a refresh token for the next pair. The next secret is derived from the one presented, so that
 * everyone who presents the same one within the grace period gets the same successor, though the database
 * holds only hashes. An older secret means that somebody has a copy: the session is ended for both.
 * @returns null where the token is of no session, of one that has ended, or was used before
 */
export async function refreshSession(token: string): Promise<SessionTokens | null> {
  const presented = parseRefreshToken(token)
  if (!presented) return null
  const { id, secret } = presented
  const now = new Date()
  const presentedHash = hash(secret)
  const [next = '', ...earlierKeys] = successors(secret)
  const rotated = await SessionModel.findOneAndUpdate(
    { _id: id, refreshHash: presentedHash, expiresAt: { $gt: now } },
    {
      $set: {
        refreshHash: hash(next),
        previousHash: presentedHash,
        rotatedAt: now,
        lastUsedAt: now,
        expiresAt: expiry(now),
      },
    },
    { returnDocument: 'after' },
  ).lean()
  const session = rotated ?? (await SessionModel.findOne({ _id: id, expiresAt: { $gt: now } }).lean())
  if (!session) return null
  const isRace =
    session.previousHash === presentedHash &&
    now.getTime() - session.rotatedAt.getTime() <= GRACE_MILLISECONDS
  const current =
    rotated || isRace ? [next, ...earlierKeys].find(s => hash(s) === session.refreshHash) : undefined
  if (current === undefined) {
    await SessionModel.deleteOne({ _id: id })
    count('SessionsRevokedForReuse')
    log().warn('A refresh secret was used again; its session is revoked', {
      securityEvent: 'refresh-reuse',
      sessionId: id,
      accountId: String(session.account),
    })
    return null
  }
  return tokensFor({ id: String(session.account), role: session.role, sessionId: id }, current)
}

/** Ends the session that a refresh token belongs to, if it does. */
export async function endSession(token: string): Promise<void> {
  const presented = parseRefreshToken(token)
  if (!presented) return
  const { id, secret } = presented
  await SessionModel.deleteOne({
    _id: id,
    $or: [{ refreshHash: hash(secret) }, { previousHash: hash(secret) }],
  })
}

/** The sessions of an account that have not ended, latest first. */
export async function listSessions(viewer: Viewer): Promise<z.infer<typeof SessionView>[]> {
  const sessions = await SessionModel.find({ account: viewer.id, expiresAt: { $gt: new Date() } })
    .sort({ createdAt: -1 })
    .limit(MAX_LISTED)
    .lean<Session[]>()
  return sessions.map(session => ({
    id: String(session._id),
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    userAgent: session.userAgent,
    ip: session.ip,
    current: String(session._id) === viewer.sessionId,
  }))
}

/** Ends one session of an account; one that is not there is ended already. */
export async function endSessionById(accountId: string, sessionId: string): Promise<void> {
  await SessionModel.deleteOne({ _id: sessionId, account: accountId })
}

/** Ends the sessions of an account, all or all but one. */
export async function endSessions(accountId: string, exceptId?: string): Promise<void> {
  await SessionModel.deleteMany({ account: accountId, ...(exceptId && { _id: { $ne: exceptId } }) })
}

/** Has the session of this access token not been ended, and is it this account's? One read by `_id`. */
export async function isSessionAlive(viewer: Viewer): Promise<boolean> {
  const session = await SessionModel.findById(viewer.sessionId, { account: 1, role: 1, expiresAt: 1 }).lean()
  return (
    session !== null &&
    String(session.account) === viewer.id &&
    session.role === viewer.role &&
    session.expiresAt.getTime() > Date.now()
  )
}

function tokensFor(viewer: Viewer, secret: string): SessionTokens {
  // Whoever logs in or refreshes is known from here on: the line of the request says who it was.
  log().appendKeys({ accountId: viewer.id, role: viewer.role, sessionId: viewer.sessionId })
  return { access: signAccessToken(viewer), refresh: `${viewer.sessionId}.${secret}` }
}

const REFRESH_TOKEN = /^([0-9a-f]{24})\.([A-Za-z0-9_-]{43})$/

function parseRefreshToken(token: string): { id: string; secret: string } | null {
  const [, id, secret] = REFRESH_TOKEN.exec(token) ?? []
  return id && secret ? { id, secret } : null
}

// By each key, the one that signs today first: a key may be rotated between two refreshes that race.
function successors(secret: string): string[] {
  return config().sessions.keys.map(key =>
    createHmac('sha256', key.secret).update(`refresh\n${secret}`).digest('base64url'),
  )
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

function expiry(now: Date): Date {
  return new Date(now.getTime() + REFRESH_SECONDS * 1_000)
}
