import type { Trend } from '#domains/trends/model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const trends = defineCollection<Trend>('trends')
