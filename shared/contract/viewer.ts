export type Role = 'user' | 'partner'

/** Who is logged in. Ids are 24 hex characters. */
export interface Viewer<R extends Role = Role> {
  id: string
  role: R
  sessionId: string
}

/** The caller as the network shows it: for sessions and limits, never for authorization. */
export interface Caller {
  ip: string | null
  /** What limits are counted for: the address, or of IPv6 its /64. */
  network: string
  userAgent: string | null
}
