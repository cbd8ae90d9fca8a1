/** What an activity counts. `GET /config` tells these numbers. */
export const WEIGHTS = { view: 0.1, like: 1, save: 2, share: 3 } as const
export type ActivityKind = keyof typeof WEIGHTS

export const ACTIVITY_KINDS = ['view', 'like', 'save', 'share'] as const satisfies readonly ActivityKind[]

/** After this time, an activity counts half. */
export const HALF_LIFE_HOURS = 24

/** A reel trends after activities of so many accounts. */
export const MINIMUM_ACCOUNTS = 3

/** What a younger account does is no activity. */
export const MINIMUM_ACCOUNT_AGE_HOURS = 24

/** A reel without activity for so long does not trend any more. */
export const TREND_DAYS = 14
