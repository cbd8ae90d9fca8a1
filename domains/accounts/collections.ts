import type { Partner } from '#domains/accounts/partner-model.ts'
import type { User } from '#domains/accounts/user-model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const users = defineCollection<User>('users')
export const partners = defineCollection<Partner>('partners')
