import * as z from 'zod'
import { createUser } from '#domains/accounts/registration.ts'
import { UserRegistration } from '#domains/accounts/registration-schemas.ts'
import { Account } from '#domains/accounts/schemas.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { sessionCookies } from '#shared/http/session-cookies.ts'
import { startSession } from '#shared/sessions/refreshing.ts'

export const registerUser = defineEndpoint({
  method: 'POST',
  path: '/auth/users/register',
  summary: 'Register a user',
  description: 'Makes the account and logs it in: both cookies are set.',
  auth: 'public',
  body: UserRegistration,
  success: { status: 201, body: z.strictObject({ account: Account }), cookies: 'set' },
  errors: ['TooManyRequests', 'EmailTaken', 'UsernameTaken'],

  deploy: { memoryMegabytes: 1024 },

  async handle({ body, caller, setCookies, setHeaders, fail }) {
    const attempt = await countAttempt({ limit: LIMITS.registration, key: caller.network })
    if (isRefusal(attempt)) return fail(attempt)
    setHeaders(attempt.headers)
    const account = await createUser(body)
    if (isRefusal(account)) return fail(account)
    setCookies(sessionCookies(await startSession(account, caller)))
    return { account }
  },
})

export const handler = lambda(registerUser)
