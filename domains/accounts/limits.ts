/** `maxBytes` is what bcrypt reads; a longer password would be cut, so it is refused. */
export const PASSWORD_LIMITS = { minCharacters: 8, maxBytes: 72 }

/** The longest text of each field of a profile, in characters. */
export const PROFILE_LIMITS = {
  username: 30,
  brandName: 80,
  contactName: 120,
  phone: 30,
  website: 300,
  bio: 1_000,
  timeZone: 64,
}

/** The days of a partner who has not said where it is. */
export const DEFAULT_TIME_ZONE = 'UTC'

/** RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, brackets included. */
export const MAX_EMAIL = 254
