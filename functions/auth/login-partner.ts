import { Credentials } from '#domains/accounts/credentials.ts'
import { logIn } from '#domains/accounts/login.ts'
import { AccountAnswer, EXAMPLE_PARTNER } from '#domains/accounts/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const loginPartner = defineEndpoint({
  method: 'POST',
  path: '/auth/partners/login',
  summary: 'Log in as a partner',
  description:
    'Sets the cookies. If the browser already had a session, that session ends. Failures are counted (`GET /config` has the limits). In a browser in which the account has logged in before, only the failures in that browser count.',
  auth: 'public',
  body: Credentials,
  success: { status: 200, body: AccountAnswer, example: { account: EXAMPLE_PARTNER }, cookies: 'set' },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024 },

  async handle({ body, caller, refreshToken, deviceToken, setSession, setDevice, setRateLimits, orFail }) {
    const browser = { refreshToken, deviceToken }
    const { account, tokens, device, headers } = orFail(await logIn('partner', body, caller, browser))
    setRateLimits(headers)
    setSession(tokens)
    setDevice(device)
    return { account: account.view }
  },
})

export const handler = lambda(loginPartner)
