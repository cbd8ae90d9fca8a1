import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'
import { Email } from '#domains/accounts/credentials.ts'
import { mailResetLink } from '#domains/accounts/password-resets.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { prepareMail, SEND_MILLISECONDS } from '#shared/runtime/mail/ses.ts'

// [7 same-time] Sending a mail takes longer than not sending one. Every answer comes after the same, longer time.
const ANSWER_MILLISECONDS = SEND_MILLISECONDS + 300

export const forgotPassword = defineEndpoint({
  method: 'POST',
  path: '/auth/password/forgot',
  summary: 'Ask for a link to set a new password',
  description: 'Sends a mail with a one-time link. The answer is the same if no account has this email.',
  auth: 'public',
  body: z.strictObject({ email: Email, role: z.enum(['user', 'partner']) }).meta({ id: 'ForgottenPassword' }),
  success: { status: 202 },
  errors: ['TooManyRequests'],
  deploy: { share: 'rare', permissions: ['mail'] },

  async handle({ body, caller, setRateLimits, orFail }) {
    const attempt = orFail(
      await countAttempt(
        { limit: LIMITS.resetFromAddress, key: caller.network },
        { limit: LIMITS.resetMail, key: `${body.role} ${body.email.toLowerCase()}` },
      ),
    )
    await prepareMail()
    await Promise.all([mailResetLink(body.role, body.email), pause(ANSWER_MILLISECONDS)])
    setRateLimits(attempt.headers)
  },
})

export const handler = lambda(forgotPassword)
