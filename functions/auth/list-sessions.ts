import * as z from 'zod'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { listSessions as listSessionsOf } from '#shared/sessions/finding.ts'
import { SessionView } from '#shared/sessions/schemas.ts'

export const listSessions = defineEndpoint({
  method: 'GET',
  path: '/auth/sessions',
  summary: 'Where I am logged in',
  description: 'The latest 100 sessions, latest first.',
  auth: 'account',
  success: { status: 200, body: z.strictObject({ items: z.array(SessionView).meta({ maxItems: 100 }) }) },
  errors: [],
  deploy: { share: 'rare' },

  async handle({ viewer }) {
    return { items: await listSessionsOf(viewer) }
  },
})

export const handler = lambda(listSessions)
