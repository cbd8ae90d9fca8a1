import { publicConfig } from '#shared/runtime/public-config.ts'

/** The names of the session cookies in this stage: with the prefixes of RFC 6265bis if it is served over https. */
export function cookieNames(): { access: string; refresh: string } {
  return publicConfig().cookies.secure
    ? { access: '__Host-reels_access', refresh: '__Secure-reels_refresh' }
    : { access: 'reels_access', refresh: 'reels_refresh' }
}
