import * as z from 'zod'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { hashPassword } from '#domains/accounts/passwords.ts'
import { PartnerRegistration } from '#domains/accounts/registration.ts'
import { Account, EXAMPLE_PARTNER } from '#domains/accounts/schemas.ts'
import { viewPartner } from '#domains/accounts/view.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { sessionCookies } from '#shared/http/session-cookies.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { count } from '#shared/runtime/metrics.ts'
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
    const attempt = await countAttempt({ limit: LIMITS.registration, key: caller.ip ?? 'unknown' })
    setHeaders(attempt.headers)
    const passwordHash = await hashPassword(body.password)
    try {
      const partner = await PartnerModel.create({
        brandName: body.brandName,
        email: body.email,
        passwordHash,
        contactName: body.contactName ?? null,
        phone: body.phone ?? null,
        website: body.website ?? null,
        bio: body.bio ?? null,
        createdAt: new Date(),
      })
      count('AccountsCreated')
      const account = viewPartner(partner.toObject())
      setCookies(sessionCookies(await startSession(account, caller)))
      return { account }
    } catch (error) {
      if (duplicateKeyFields(error)) return fail('EmailTaken')
      throw error
    }
  },
})

export const handler = lambda(registerPartner)
