import { ACCESS_SECONDS, REFRESH_SECONDS, type SessionTokens } from '#shared/contract/viewer.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

/** A cookie to set. `maxAge` in seconds; 0 clears it. */
export interface Cookie {
  name: string
  value: string
  path: string
  maxAge: number
  secure: boolean
  sameSite: 'Lax' | 'Strict' | 'None'
}

/** One `Set-Cookie` value, RFC 6265 section 4.1. Every cookie of this API is HttpOnly. */
export function serializeCookie(cookie: Cookie): string {
  return [
    `${cookie.name}=${cookie.value}`,
    `Path=${cookie.path}`,
    `Max-Age=${cookie.maxAge}`,
    // [9 http-only] A script in a page must not be able to read a token.
    'HttpOnly',
    `SameSite=${cookie.sameSite}`,
    ...(cookie.secure ? ['Secure'] : []),
  ].join('; ')
}

/** Cookies by name. One that comes twice is empty: a neighbouring host may have set one of the two. */
export function parseCookies(pairs: readonly string[] | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of pairs ?? []) {
    const equals = pair.indexOf('=')
    if (equals < 1) continue
    const name = pair.slice(0, equals).trim()
    // [11 twice] If a name comes twice, neither value counts.
    cookies.set(name, cookies.has(name) ? '' : pair.slice(equals + 1).trim())
  }
  return cookies
}

/** What the names of the cookies begin with in a stage over plain http, and in one over https (RFC 6265bis). */
export const COOKIE_PREFIXES = ['', '__Host-'] as const

type CookiePrefix = (typeof COOKIE_PREFIXES)[number]

/** What the names of the cookies begin with in this stage. */
export function cookiePrefix(): CookiePrefix {
  // [124 host] With this prefix, a browser takes a cookie only from this very host, not from one beside it.
  return publicConfig().cookies.secure ? '__Host-' : ''
}

/** The names of the cookies in this stage, or in the stages with another prefix. */
export function cookieNames(prefix: CookiePrefix = cookiePrefix()) {
  return {
    access: `${prefix}reels_access`,
    refresh: `${prefix}reels_refresh`,
    device: `${prefix}reels_device`,
  }
}

/** Sets both cookies, or clears them with the same attributes: a browser ignores a removal that differs. */
export function sessionCookies(tokens: SessionTokens | null): Cookie[] {
  const { access, refresh } = cookieNames()
  const { secure, sameSite } = publicConfig().cookies
  const shared = { secure, sameSite, ...(!tokens && { maxAge: 0 }) }
  return [
    { name: access, value: tokens?.access ?? '', path: '/', maxAge: ACCESS_SECONDS, ...shared },
    { name: refresh, value: tokens?.refresh ?? '', path: '/', maxAge: REFRESH_SECONDS, ...shared },
  ]
}

const DEVICE_SECONDS = 365 * 24 * 60 * 60

/** It stays when somebody logs out: an attack on the account must not lock its owner out of this browser. */
export function deviceCookie(value: string): Cookie {
  const { secure, sameSite } = publicConfig().cookies
  return { name: cookieNames().device, value, path: '/', maxAge: DEVICE_SECONDS, secure, sameSite }
}
