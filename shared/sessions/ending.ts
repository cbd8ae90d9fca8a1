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

/** Ends the sessions of an account, either all or all but one. */
export async function endSessions(accountId: string, exceptId?: string): Promise<void> {
  await SessionModel.deleteMany({ account: accountId, ...(exceptId && { _id: { $ne: exceptId } }) })
}
