import { defineCollection } from '#shared/runtime/database/collections.ts'
import type { Session } from '#shared/sessions/model.ts'

export const sessions = defineCollection<Session>('sessions')
