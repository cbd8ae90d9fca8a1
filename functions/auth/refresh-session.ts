import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { refreshSession as tradeRefreshToken } from '#shared/sessions/refreshing.ts'

export const refreshSession = defineEndpoint({
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Renew both cookies',
  description:
    'Trades the refresh cookie for the next pair. Several at once with the same cookie get the same pair; a cookie that was used before ends the session.',
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
