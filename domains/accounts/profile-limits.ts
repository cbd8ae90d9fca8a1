/** The longest text of each field of a profile, in characters. */
export const PROFILE_LIMITS = {
  username: 30,
  brandName: 80,
  contactName: 120,
  phone: 30,
  website: 300,
  bio: 1_000,
}
