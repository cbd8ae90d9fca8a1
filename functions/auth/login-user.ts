import { Credentials } from '#domains/accounts/credentials.ts'
import { logIn } from '#domains/accounts/login.ts'
import { AccountAnswer } from '#domains/accounts/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const loginUser = defineEndpoint({
  method: 'POST',
  path: '/auth/users/login',
  summary: 'Log in as a user',
  description: 'Sets both cookies. If the browser already had a session, that session ends.',
  auth: 'public',
  body: Credentials,
  success: { status: 200, body: AccountAnswer, cookies: 'set' },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024 },

  async handle({ body, caller, refreshToken, setSession, setHeaders, orFail }) {
    const { account, tokens, headers } = orFail(await logIn('user', body, caller, refreshToken))
    setHeaders(headers)
    setSession(tokens)
    return { account: account.view }
  },
})

export const handler = lambda(loginUser)
