import type { Cookie } from '#shared/http/cookies.ts'
import { config } from '#shared/runtime/config.ts'
import { ACCESS_SECONDS } from '#shared/sessions/access-token.ts'
import { REFRESH_SECONDS, type SessionTokens } from '#shared/sessions/refreshing.ts'

/** The names that this stage uses: with the prefixes of RFC 6265bis where it is served over https. */
export function cookieNames(): { access: string; refresh: string } {
  return config().cookies.secure
    ? { access: '__Host-reels_access', refresh: '__Secure-reels_refresh' }
    : { access: 'reels_access', refresh: 'reels_refresh' }
}

export function sessionCookies(tokens: SessionTokens): Cookie[] {
  return pair(tokens.access, ACCESS_SECONDS, tokens.refresh, REFRESH_SECONDS)
}

/** Clears both cookies, with the attributes that set them: a browser ignores a removal that differs. */
export function clearedSessionCookies(): Cookie[] {
  return pair('', 0, '', 0)
}

function pair(access: string, accessSeconds: number, refresh: string, refreshSeconds: number): Cookie[] {
  const names = cookieNames()
  const { secure, sameSite } = config().cookies
  return [
    { name: names.access, value: access, path: '/', maxAge: accessSeconds, secure, sameSite },
    { name: names.refresh, value: refresh, path: '/auth', maxAge: refreshSeconds, secure, sameSite },
  ]
}
