import type { Play, Salt } from '#domains/views/model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const plays = defineCollection<Play>('plays')
export const salts = defineCollection<Salt>('viewSalts')
