import type { StoredReel } from '#domains/reels/model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const reels = defineCollection<StoredReel>('reels')

/** Leaves out what nobody is shown, so that what is read is a `ReadReel`. */
export const WITHOUT_FEEDS = { feeds: 0, words: 0 } as const
