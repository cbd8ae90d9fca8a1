export type Role = 'user' | 'partner'

/** Who is logged in. Ids are 24 hex characters. */
export interface Viewer<R extends Role = Role> {
  id: string
  role: R
  sessionId: string
}

/** The values of the two session cookies. */
export interface SessionTokens {
  access: string
  refresh: string
}

export const ACCESS_SECONDS = 15 * 60
export const REFRESH_SECONDS = 30 * 24 * 60 * 60
/** How long a session lasts at most, however often it is refreshed. */
export const SESSION_SECONDS = 90 * 24 * 60 * 60

/** The caller as the network shows it: for sessions and limits, never for authorization. */
export interface Caller {
  ip: string | null
  /** What limits are counted for: the address, or of IPv6 its /64. */
  network: string
  userAgent: string | null
}
