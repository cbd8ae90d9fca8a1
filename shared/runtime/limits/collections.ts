import { defineCollection } from '#shared/runtime/database/collections.ts'
import type { RateLimit } from '#shared/runtime/limits/model.ts'

export const rateLimits = defineCollection<RateLimit>('rateLimits')
