import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { listSessions as listSessionsOf, SessionList } from '#shared/sessions/listing.ts'

export const listSessions = defineEndpoint({
  method: 'GET',
  path: '/auth/sessions',
  summary: 'My sessions',
  description: 'The 100 newest sessions, newest first.',
  auth: 'account',
  success: { status: 200, body: SessionList },
  errors: [],
  deploy: { share: 'rare' },

  async handle({ viewer }) {
    return listSessionsOf(viewer)
  },
})

export const handler = lambda(listSessions)
