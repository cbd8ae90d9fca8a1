import * as z from 'zod'
import { createPartner } from '#domains/accounts/registration.ts'
import { PartnerRegistration } from '#domains/accounts/registration-schemas.ts'
import { Account, EXAMPLE_PARTNER } from '#domains/accounts/schemas.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { sessionCookies } from '#shared/http/session-cookies.ts'
import { startSession } from '#shared/sessions/refreshing.ts'

export const registerPartner = defineEndpoint({
  method: 'POST',
  path: '/auth/partners/register',
  summary: 'Register a partner',
  description: 'Makes the account and logs it in: both cookies are set.',
  auth: 'public',
  body: PartnerRegistration,
  success: {
    status: 201,
    body: z.strictObject({ account: Account }),
    example: { account: EXAMPLE_PARTNER },
    cookies: 'set',
  },
  errors: ['TooManyRequests', 'EmailTaken'],

  deploy: { memoryMegabytes: 1024, share: 'rare' },

  async handle({ body, caller, setCookies, setHeaders, fail }) {
    const attempt = await countAttempt({ limit: LIMITS.registration, key: caller.network })
    if (isRefusal(attempt)) return fail(attempt)
    setHeaders(attempt.headers)
    const account = await createPartner(body)
    if (isRefusal(account)) return fail(account)
    setCookies(sessionCookies(await startSession(account, caller)))
    return { account }
  },
})

export const handler = lambda(registerPartner)
