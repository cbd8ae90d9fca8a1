import type { Entitlement } from '#domains/entitlements/model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const entitlements = defineCollection<Entitlement>('entitlements')
