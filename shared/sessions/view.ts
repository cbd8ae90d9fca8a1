import type * as z from 'zod'
import type { Viewer } from '#shared/contract/viewer.ts'
import type { Session } from '#shared/sessions/model.ts'
import type { SessionView } from '#shared/sessions/schemas.ts'

/** A session as its owner sees it. */
export function viewSession(session: Session, viewer: Viewer): z.infer<typeof SessionView> {
  const id = String(session._id)
  return {
    id,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    userAgent: session.userAgent,
    ip: session.ip,
    current: id === viewer.sessionId,
  }
}
