import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { refreshSession as tradeRefreshToken } from '#shared/sessions/refreshing.ts'

export const refreshSession = defineEndpoint({
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Renew both cookies',
  description:
    'Replaces both cookies with new ones. If several requests use the same refresh cookie at the same time, all of them get the same new cookies. Using a refresh cookie that was replaced earlier ends the session.',
  auth: 'public',
  refreshes: true,
  success: { status: 204, cookies: 'set' },
  errors: ['SessionExpired'],
  deploy: { share: 'busy' },

  async handle({ refreshToken, setSession, fail }) {
    const tokens = refreshToken === undefined ? null : await tradeRefreshToken(refreshToken)
    setSession(tokens)
    if (!tokens) return fail('SessionExpired')
  },
})

export const handler = lambda(refreshSession)
