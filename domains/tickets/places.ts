/** Where a reel can be shown: what partners read about where their views come from. Their order is stored. */
export const PLACES = ['feed', 'following', 'trending', 'search', 'partner', 'share'] as const
export type Place = (typeof PLACES)[number]
