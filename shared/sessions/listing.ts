import { ObjectId } from 'mongodb'
import * as z from 'zod'
import { Id, shownText, Timestamp } from '#shared/contract/fields.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { sessions } from '#shared/sessions/collections.ts'
import { MAX_SESSIONS } from '#shared/sessions/ending.ts'

/** A session as its owner sees it. */
const SessionView = z
  .strictObject({
    id: Id,
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    userAgent: shownText(1_000)
      .nullable()
      .meta({ examples: ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X)'] }),
    ip: shownText(45)
      .nullable()
      .meta({ description: 'IPv4 or IPv6', examples: ['203.0.113.7'] }),
    current: z
      .boolean()
      .meta({ description: 'Whether this is the session of the request', examples: [true] }),
  })
  .meta({ id: 'Session' })

export const SessionList = z.strictObject({ items: z.array(SessionView).meta({ maxItems: MAX_SESSIONS }) })

/** The sessions of an account that have not ended, latest first. */
export async function listSessions(viewer: Viewer): Promise<z.infer<typeof SessionList>> {
  const alive = { account: new ObjectId(viewer.id), expiresAt: { $gt: new Date() } }
  const found = await sessions().find(alive).sort({ createdAt: -1 }).limit(MAX_SESSIONS).toArray()
  const items = found.map(({ _id, createdAt, lastUsedAt, userAgent, ip }) => ({
    id: String(_id),
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    userAgent,
    ip,
    current: String(_id) === viewer.sessionId,
  }))
  return { items }
}
