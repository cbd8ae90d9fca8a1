import { isListedOrigin } from '#shared/contract/allowed-origins.ts'
import type { Call } from '#shared/http/call.ts'
import { isUnsafe } from '#shared/http/endpoint.ts'
import { Problem } from '#shared/http/problem.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

interface OriginHeaders {
  origin?: string | undefined
  host?: string | undefined
  'sec-fetch-site'?: string | undefined
}

/**
 * May a request change anything? Decides as Go's `http.CrossOriginProtection`: same
 * origin or listed; without `Origin` only what the browser says is not cross-site; with neither header it is
 * no browser, and nobody's cookies are abused.
 */
export function isTrustedOrigin(headers: OriginHeaders, allowed: readonly string[]): boolean {
  if (headers.origin !== undefined) {
    return isOwnOrigin(headers.origin, headers.host) || isListedOrigin(headers.origin, allowed)
  }
  const site = headers['sec-fetch-site']
  // [20 fetch-site] Only pages of this very origin are trusted, not those of a sibling host.
  return site === undefined || site === 'same-origin' || site === 'none'
}

/**
 * Prevents cross-site request forgery: a change must come from an origin that we trust. Without cookies, too: another
 * page must not log a visitor in to its own account, or use up the attempts of somebody else.
 */
export function checkOrigin({ endpoint, event }: Call): void {
  if (endpoint.webhook || !isUnsafe(endpoint.method)) return
  // [114 without-cookies] Nothing here asks whether cookies came along.
  // [20 origin] A browser sends the cookies whichever page makes the request.
  if (!isTrustedOrigin(event.headers, publicConfig().allowedOrigins)) throw new Problem('OriginNotAllowed')
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host
}
