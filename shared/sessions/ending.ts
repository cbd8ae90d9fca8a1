import { ObjectId } from 'mongodb'
import { sessions } from '#shared/sessions/collections.ts'
import { hashSecret, readRefreshToken } from '#shared/sessions/refresh-token.ts'

/** Ends the session that a refresh token belongs to, if there is one. */
export async function endSession(token: string): Promise<void> {
  const presented = readRefreshToken(token)
  if (!presented) return
  const hash = hashSecret(presented.secret)
  await sessions().deleteOne({
    _id: new ObjectId(presented.sessionId),
    $or: [{ refreshHash: hash }, { previousHash: hash }],
  })
}

/** Ends one session of an account. It is a success if the session does not exist. */
export async function endSessionById(accountId: string, sessionId: string): Promise<void> {
  // [24 owner-of-session] A caller can send the id of any session.
  await sessions().deleteOne({ _id: new ObjectId(sessionId), account: new ObjectId(accountId) })
}

/** How many sessions an account can have at once. */
export const MAX_SESSIONS = 50

/** Ends the oldest sessions of an account that has more than it can have. Never ends the one that is new. */
export async function endOldestSessions(accountId: string, newId: string): Promise<void> {
  const others = { account: new ObjectId(accountId), _id: { $ne: new ObjectId(newId) } }
  const oldest = await sessions()
    .find(others, { projection: { _id: 1 } })
    .sort({ createdAt: -1 })
    .skip(MAX_SESSIONS - 1)
    .toArray()
  // [119 oldest] Nobody can look through a list that only grows.
  if (oldest.length > 0) await sessions().deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } })
}

/** Ends the sessions of an account, either all or all but one. */
export async function endSessions(accountId: string, exceptId?: string): Promise<void> {
  const others = exceptId && { _id: { $ne: new ObjectId(exceptId) } }
  await sessions().deleteMany({ account: new ObjectId(accountId), ...others })
}
