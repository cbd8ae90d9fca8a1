import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { endSession, endSessionById } from '#shared/sessions/ending.ts'

export const logout = defineEndpoint({
  method: 'POST',
  path: '/auth/logout',
  summary: 'Log out',
  description: 'Ends the session and clears both cookies. Also succeeds if you are not logged in.',
  auth: 'optional',
  refreshes: true,
  success: { status: 204, cookies: 'cleared' },
  errors: [],

  async handle({ viewer, refreshToken, setSession }) {
    await Promise.all([
      refreshToken && endSession(refreshToken),
      viewer && endSessionById(viewer.id, viewer.sessionId),
    ])
    setSession(null)
  },
})

export const handler = lambda(logout)
