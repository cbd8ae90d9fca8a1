import type { Call } from '#shared/http/call.ts'
import { cookieNames } from '#shared/http/cookie-names.ts'
import { isUnsafe } from '#shared/http/endpoint.ts'
import { isTrustedOrigin } from '#shared/http/origins.ts'
import { Problem } from '#shared/http/problem.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

/**
 * Prevents cross-site request forgery: a request that changes something and carries our cookies must come from
 * an origin that we trust.
 * @throws Problem OriginNotAllowed
 */
export function checkOrigin({ endpoint, event, cookies }: Call): void {
  if (endpoint.webhook || !isUnsafe(event.requestContext.http.method)) return
  const names = cookieNames()
  if (!cookies.has(names.access) && !cookies.has(names.refresh)) return
  // [20 origin] A browser sends the cookies whichever page makes the request.
  if (!isTrustedOrigin(event.headers, publicConfig().allowedOrigins)) throw new Problem('OriginNotAllowed')
}
