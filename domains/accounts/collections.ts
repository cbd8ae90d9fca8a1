import type { Partner } from '#domains/accounts/partner-model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const partners = defineCollection<Partner>('partners')
