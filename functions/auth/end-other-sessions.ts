import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { endSessions } from '#shared/sessions/ending.ts'

export const endOtherSessions = defineEndpoint({
  method: 'DELETE',
  path: '/auth/sessions',
  summary: 'Log out everywhere else',
  description: 'Ends all sessions except the current one.',
  auth: 'account',
  success: { status: 204 },
  errors: [],
  deploy: { share: 'rare' },

  async handle({ viewer }) {
    await endSessions(viewer.id, viewer.sessionId)
  },
})

export const handler = lambda(endOtherSessions)
