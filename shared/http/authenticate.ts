import { ObjectId } from 'mongodb'
import type { Viewer } from '#shared/contract/viewer.ts'
import type { Call } from '#shared/http/call.ts'
import { cookieNames } from '#shared/http/cookies.ts'
import { Problem } from '#shared/http/problem.ts'
import { readAccessToken } from '#shared/sessions/access-token.ts'
import { sessions } from '#shared/sessions/collections.ts'

// Who is logged in is decided here and nowhere else: first by the token, then by its session.

/** Reads who calls from the access cookie. If login is optional, a cookie that is not valid counts as none. */
export function authenticate(call: Call): void {
  const { auth } = call.endpoint
  if (auth === 'public') return
  const token = call.cookies.get(cookieNames().access)
  const viewer = token === undefined ? null : readAccessToken(token)
  call.viewer = viewer
  if (auth === 'optional') return
  if (!viewer) throw new Problem('NotAuthenticated')
  // [12 role] Users and partners have different routes.
  if (auth !== 'account' && auth !== viewer.role) throw new Problem('WrongRole')
}

/** Makes sure that the session is still alive. If login is optional, nobody is logged in then. */
export async function confirmSession(call: Call): Promise<void> {
  const { endpoint, viewer } = call
  if (!viewer || (await isAlive(viewer))) return
  // [16 alive] An access token outlives its session by up to 15 minutes.
  if (endpoint.auth !== 'optional') throw new Problem('NotAuthenticated')
  // [115 nobody] A session that has ended must not show what only its account may see.
  call.viewer = null
}

async function isAlive(viewer: Viewer): Promise<boolean> {
  const session = await sessions().findOne(
    { _id: new ObjectId(viewer.sessionId) },
    { projection: { account: 1, role: 1, expiresAt: 1 } },
  )
  // [12 same-account] An id is unique only among users or among partners.
  const isTheirs = String(session?.account) === viewer.id && session?.role === viewer.role
  return session !== null && isTheirs && session.expiresAt.getTime() > Date.now()
}
