import { cookieNames } from '#shared/http/cookie-names.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { clearedSessionCookies } from '#shared/http/session-cookies.ts'
import { endSession, endSessionById } from '#shared/sessions/ending.ts'

export const logout = defineEndpoint({
  method: 'POST',
  path: '/auth/logout',
  summary: 'Log out',
  description: 'Ends the session and clears both cookies; also a success when nobody is logged in.',
  auth: 'optional',
  refreshes: true,
  success: { status: 204, cookies: 'cleared' },
  errors: [],

  async handle({ viewer, cookies, setCookies }) {
    const token = cookies.get(cookieNames().refresh)
    await Promise.all([token && endSession(token), viewer && endSessionById(viewer.id, viewer.sessionId)])
    setCookies(clearedSessionCookies())
  },
})

export const handler = lambda(logout)
