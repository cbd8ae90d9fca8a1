import * as z from 'zod'
import { Credentials } from '#domains/accounts/credentials.ts'
import { logIn } from '#domains/accounts/login.ts'
import { Account, EXAMPLE_PARTNER } from '#domains/accounts/schemas.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { cookieNames } from '#shared/http/cookie-names.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { sessionCookies } from '#shared/http/session-cookies.ts'

export const loginPartner = defineEndpoint({
  method: 'POST',
  path: '/auth/partners/login',
  summary: 'Log in as a partner',
  description: 'Sets both cookies and ends the session that the browser had.',
  auth: 'public',
  body: Credentials,
  success: {
    status: 200,
    body: z.strictObject({ account: Account }),
    example: { account: EXAMPLE_PARTNER },
    cookies: 'set',
  },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024 },

  async handle({ body, caller, cookies, setCookies, setHeaders, fail }) {
    const login = await logIn('partner', body, caller, cookies.get(cookieNames().refresh))
    if (isRefusal(login)) return fail(login)
    setHeaders(login.headers)
    setCookies(sessionCookies(login.tokens))
    return { account: login.account.view }
  },
})

export const handler = lambda(loginPartner)
