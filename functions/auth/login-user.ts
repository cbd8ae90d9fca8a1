import * as z from 'zod'
import { Account } from '#shared/accounts/account.ts'
import { Credentials } from '#shared/accounts/credentials.ts'
import { checkCredentials } from '#shared/accounts/login.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { cookieNames, sessionCookies } from '#shared/sessions/session-cookies.ts'
import { endSession, startSession } from '#shared/sessions/sessions.ts'

export const loginUser = defineEndpoint({
  method: 'POST',
  path: '/auth/users/login',
  summary: 'Log in as a user',
  description: 'Sets both cookies and ends the session that the browser had.',
  auth: 'public',
  body: Credentials,
  success: { status: 200, body: z.strictObject({ account: Account }) },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  memoryMegabytes: 1024,

  async handle({ body, caller, cookies, setCookies, setHeaders, fail }) {
    const { account, headers } = await checkCredentials('user', body, caller)
    if (!account) return fail('InvalidCredentials', { headers })
    setHeaders(headers)
    const before = cookies.get(cookieNames().refresh)
    const [tokens] = await Promise.all([startSession(account, caller), before && endSession(before)])
    setCookies(sessionCookies(tokens))
    return { account: account.view }
  },
})

export const handler = lambda(loginUser)
