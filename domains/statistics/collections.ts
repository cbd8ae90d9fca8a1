import type { CountedEvent } from '#domains/statistics/event-model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const countedEvents = defineCollection<CountedEvent>('countedEvents')
