import { config } from '#shared/config.ts'
import type { Cookie } from '#shared/http/cookies.ts'
import { ACCESS_SECONDS } from '#shared/sessions/access-token.ts'

export const REFRESH_SECONDS = 30 * 24 * 60 * 60

/** The names that this stage uses: with the prefixes of RFC 6265bis where it is served over https. */
export function cookieNames(): { access: string; refresh: string } {
  return config().cookies.secure
    ? { access: '__Host-reels_access', refresh: '__Secure-reels_refresh' }
    : { access: 'reels_access', refresh: 'reels_refresh' }
}

export interface SessionTokens {
  access: string
  refresh: string
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
