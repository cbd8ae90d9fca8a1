import mongoose from 'mongoose'
import { SessionModel } from '#shared/sessions/model.ts'
import { hashSecret, readRefreshToken } from '#shared/sessions/refresh-token.ts'

/** Ends the session that a refresh token belongs to, if there is one. */
export async function endSession(token: string): Promise<void> {
  const presented = readRefreshToken(token)
  if (!presented) return
  const hash = hashSecret(presented.secret)
  await SessionModel.deleteOne({
    _id: presented.sessionId,
    $or: [{ refreshHash: hash }, { previousHash: hash }],
  })
}

/** Ends one session of an account. It is a success if the session does not exist. */
export async function endSessionById(accountId: string, sessionId: string): Promise<void> {
  // [24 owner-of-session] A caller can send the id of any session.
  await SessionModel.deleteOne({ _id: sessionId, account: accountId })
}

/** How many sessions an account can have at once. */
export const MAX_SESSIONS = 50

/** Ends the oldest sessions of an account that has more than it can have. Never ends the one that is new. */
export async function endOldestSessions(accountId: string, newId: string): Promise<void> {
  const account = new mongoose.Types.ObjectId(accountId)
  const oldest = await SessionModel.find({ account, _id: { $ne: newId } }, { _id: 1 })
    .sort({ createdAt: -1 })
    .skip(MAX_SESSIONS - 1)
    .lean()
  // [119 oldest] Nobody can look through a list that only grows.
  if (oldest.length > 0) await SessionModel.deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } })
}

/** Ends the sessions of an account, either all or all but one. */
export async function endSessions(accountId: string, exceptId?: string): Promise<void> {
  await SessionModel.deleteMany({ account: accountId, ...(exceptId && { _id: { $ne: exceptId } }) })
}
