import type * as z from 'zod'
import type { Viewer } from '#shared/contract/viewer.ts'
import { SessionModel } from '#shared/sessions/model.ts'
import type { SessionView } from '#shared/sessions/schemas.ts'
import { viewSession } from '#shared/sessions/view.ts'

const MAX_LISTED = 100

/** The sessions of an account that have not ended, latest first. */
export async function listSessions(viewer: Viewer): Promise<z.infer<typeof SessionView>[]> {
  const sessions = await SessionModel.find({ account: viewer.id, expiresAt: { $gt: new Date() } })
    .sort({ createdAt: -1 })
    .limit(MAX_LISTED)
    .lean()
  return sessions.map(session => viewSession(session, viewer))
}

/** Is the session of this access token alive, and does it belong to this account? One read by `_id`. */
export async function isSessionAlive(viewer: Viewer): Promise<boolean> {
  const session = await SessionModel.findById(viewer.sessionId, { account: 1, role: 1, expiresAt: 1 }).lean()
  if (!session || session.expiresAt.getTime() <= Date.now()) return false
  // [12 same-account] An id is unique only among users or among partners.
  return String(session.account) === viewer.id && session.role === viewer.role
}
