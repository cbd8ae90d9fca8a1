import { Problem } from '#shared/contract/problems.ts'
import type { Call } from '#shared/http/call.ts'
import { isUnsafe } from '#shared/http/endpoint.ts'
import { isTrustedOrigin } from '#shared/http/origins.ts'
import { cookieNames } from '#shared/http/session-cookies.ts'
import { config } from '#shared/runtime/config.ts'
import { readAccessToken } from '#shared/sessions/access-token.ts'

/**
 * Cross-site request forgery: a request that changes something and carries our cookies must come from an
 * origin that we trust.
 * @throws Problem OriginNotAllowed
 */
export function checkOrigin(call: Call): void {
  const { endpoint, event, cookies } = call
  if (endpoint.webhook || !isUnsafe(event.requestContext.http.method)) return
  const names = cookieNames()
  if (!cookies.has(names.access) && !cookies.has(names.refresh)) return
  // [20 origin] A browser sends the cookies whichever page makes the request.
  if (!isTrustedOrigin(event.headers, config().allowedOrigins)) throw new Problem('OriginNotAllowed')
}

/**
 * Finds who calls, from the access cookie, checked against what the endpoint declares. Where login is optional a
 * cookie that does not hold counts as none.
 * @throws Problem NotAuthenticated, WrongRole
 */
export function identify(call: Call): void {
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
