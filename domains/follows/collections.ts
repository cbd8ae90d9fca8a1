import type { Follow } from '#domains/follows/model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const follows = defineCollection<Follow>('follows')
