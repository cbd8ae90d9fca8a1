import { cookieNames } from '#shared/http/cookie-names.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { clearedSessionCookies, sessionCookies } from '#shared/http/session-cookies.ts'
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

  async handle({ cookies, setCookies, fail }) {
    const token = cookies.get(cookieNames().refresh)
    const tokens = token === undefined ? null : await tradeRefreshToken(token)
    setCookies(tokens ? sessionCookies(tokens) : clearedSessionCookies())
    if (!tokens) return fail('SessionExpired')
  },
})

export const handler = lambda(refreshSession)
