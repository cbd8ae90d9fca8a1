import * as z from 'zod'
import { confirmPassword } from '#domains/accounts/confirmation.ts'
import { Email, Password } from '#domains/accounts/credentials.ts'
import { askForEmail } from '#domains/accounts/email-change.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const changeEmail = defineEndpoint({
  method: 'PUT',
  path: '/auth/email',
  summary: 'Change my email',
  description:
    'The new address gets a mail with a one-time link that is valid for a day. The old address gets a notice. The email of the account changes when the link is used. Only the newest link works, and a new password cancels the change. If the account already has this address, the link only confirms it.',
  auth: 'account',
  body: z.strictObject({ password: Password, newEmail: Email }).meta({ id: 'EmailChange' }),
  success: { status: 202 },
  errors: ['InvalidCredentials', 'EmailTaken', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024, share: 'rare', permissions: ['mail'] },

  async handle({ body, viewer, setRateLimits, orFail }) {
    const account = orFail(await confirmPassword(viewer, body.password))
    const attempt = orFail(
      await countAttempt(
        { limit: LIMITS.emailChange, key: viewer.id },
        { limit: LIMITS.verificationMail, key: `${viewer.role} ${body.newEmail.toLowerCase()}` },
      ),
    )
    setRateLimits(attempt.headers)
    orFail(await askForEmail(account, body.newEmail))
  },
})

export const handler = lambda(changeEmail)
