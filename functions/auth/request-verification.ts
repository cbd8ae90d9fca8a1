import { mailVerificationLink } from '#domains/accounts/email-links.ts'
import { findAccountById } from '#domains/accounts/stored-accounts.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const requestVerification = defineEndpoint({
  method: 'POST',
  path: '/auth/email/verification',
  summary: 'Ask for a link that confirms my email',
  description: 'Sends a mail with a one-time link that is valid for a day.',
  auth: 'account',
  success: { status: 202, or: { status: 204, description: 'The address is already confirmed.' } },
  errors: ['NotAuthenticated', 'TooManyRequests'],
  deploy: { share: 'rare', permissions: ['mail'] },

  async handle({ viewer, setRateLimits, setStatus, fail, orFail }) {
    const account = await findAccountById(viewer.role, viewer.id)
    if (!account) return fail('NotAuthenticated')
    if (account.view.emailVerified) return setStatus(204)
    const key = `${viewer.role} ${account.email.toLowerCase()}`
    const attempt = orFail(await countAttempt({ limit: LIMITS.verificationMail, key }))
    setRateLimits(attempt.headers)
    await mailVerificationLink(account)
  },
})

export const handler = lambda(requestVerification)
