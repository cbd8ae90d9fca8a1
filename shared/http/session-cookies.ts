import { cookieNames } from '#shared/http/cookie-names.ts'
import type { Cookie } from '#shared/http/cookies.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'
import { ACCESS_SECONDS } from '#shared/sessions/access-token.ts'
import { REFRESH_SECONDS, type SessionTokens } from '#shared/sessions/refreshing.ts'

export function sessionCookies(tokens: SessionTokens): Cookie[] {
  return pair(tokens.access, ACCESS_SECONDS, tokens.refresh, REFRESH_SECONDS)
}

/** Clears both cookies, with the attributes that set them: a browser ignores a removal that differs. */
export function clearedSessionCookies(): Cookie[] {
  return pair('', 0, '', 0)
}

function pair(access: string, accessSeconds: number, refresh: string, refreshSeconds: number): Cookie[] {
  const names = cookieNames()
  const { secure, sameSite } = publicConfig().cookies
  return [
    { name: names.access, value: access, path: '/', maxAge: accessSeconds, secure, sameSite },
    { name: names.refresh, value: refresh, path: '/auth', maxAge: refreshSeconds, secure, sameSite },
  ]
}
