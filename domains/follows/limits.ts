/** How many partners a user can follow. */
export const MAX_FOLLOWED = 2_000
