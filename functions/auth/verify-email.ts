import * as z from 'zod'
import { MailedToken } from '#domains/accounts/credentials.ts'
import { useEmailLink } from '#domains/accounts/email-links.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const verifyEmail = defineEndpoint({
  method: 'POST',
  path: '/auth/email/verify',
  summary: 'Confirm an email with the link from the mail',
  description:
    'The token is valid once, for one day. It confirms the address that the mail was sent to. If the account asked to change to this address, it now has it, and links for a new password that were sent to the old address stop working. Sessions stay. `EmailTaken` if somebody else has registered with the address in the meantime.',
  auth: 'public',
  body: z.strictObject({ token: MailedToken }).meta({ id: 'EmailVerification' }),
  success: { status: 204 },
  errors: ['InvalidToken', 'EmailTaken', 'TooManyRequests'],
  deploy: { share: 'rare' },

  async handle({ body, caller, setRateLimits, orFail }) {
    const attempt = orFail(await countAttempt({ limit: LIMITS.verificationFromAddress, key: caller.network }))
    setRateLimits(attempt.headers)
    orFail(await useEmailLink(body.token))
  },
})

export const handler = lambda(verifyEmail)
