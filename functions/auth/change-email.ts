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
    'The new address gets a mail with a one-time link that holds for a day, and the old one is told. The address changes when the link is used; of several that were asked for, only the latest can be. A new password ends what was asked for before. The address that the account has already is only confirmed.',
  auth: 'account',
  body: z.strictObject({ password: Password, newEmail: Email }).meta({ id: 'EmailChange' }),
  success: { status: 202 },
  errors: ['InvalidCredentials', 'EmailTaken', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024, share: 'rare', permissions: ['mail'] },

  async handle({ body, viewer, orFail }) {
    const account = orFail(await confirmPassword(viewer, body.password))
    orFail(
      await countAttempt(
        { limit: LIMITS.emailChange, key: viewer.id },
        { limit: LIMITS.verificationMail, key: `${viewer.role} ${body.newEmail.toLowerCase()}` },
      ),
    )
    orFail(await askForEmail(account, body.newEmail))
  },
})

export const handler = lambda(changeEmail)
