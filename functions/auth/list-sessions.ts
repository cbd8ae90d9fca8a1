import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { listSessions as listSessionsOf, SessionList } from '#shared/sessions/listing.ts'

export const listSessions = defineEndpoint({
  method: 'GET',
  path: '/auth/sessions',
  summary: 'My sessions',
  description: 'Newest first. An account has at most 50 sessions: when another one starts, the oldest ends.',
  auth: 'account',
  success: { status: 200, body: SessionList },
  errors: [],
  deploy: { share: 'rare' },

  async handle({ viewer }) {
    return listSessionsOf(viewer)
  },
})

export const handler = lambda(listSessions)
