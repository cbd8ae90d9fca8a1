import * as z from 'zod'
import { Credentials } from '#domains/accounts/credentials.ts'
import { logIn } from '#domains/accounts/login.ts'
import { Account } from '#domains/accounts/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { cookieNames, sessionCookies } from '#shared/http/session-cookies.ts'

export const loginUser = defineEndpoint({
  method: 'POST',
  path: '/auth/users/login',
  summary: 'Log in as a user',
  description: 'Sets both cookies and ends the session that the browser had.',
  auth: 'public',
  body: Credentials,
  success: { status: 200, body: z.strictObject({ account: Account }), cookies: 'set' },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024 },

  async handle({ body, caller, cookies, setCookies, setHeaders, fail }) {
    const before = cookies.get(cookieNames().refresh)
    const { session, headers } = await logIn('user', body, caller, before)
    setHeaders(headers)
    if (!session) return fail('InvalidCredentials')
    setCookies(sessionCookies(session.tokens))
    return { account: session.account.view }
  },
})

export const handler = lambda(loginUser)
