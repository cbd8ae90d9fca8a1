import * as z from 'zod'
import { MailedToken } from '#domains/accounts/credentials.ts'
import { NewPassword, refuseWellKnown } from '#domains/accounts/new-password.ts'
import { findAccountOfToken, forgetResetTokens, useResetToken } from '#domains/accounts/password-resets.ts'
import { hashPassword } from '#domains/accounts/passwords.ts'
import { replacePasswordHash } from '#domains/accounts/stored-accounts.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { endSessions } from '#shared/sessions/ending.ts'

export const resetPassword = defineEndpoint({
  method: 'POST',
  path: '/auth/password/reset',
  summary: 'Set a new password with the link from the mail',
  description: 'The token is valid once, for one hour. Ends every session of the account.',
  auth: 'public',
  body: z.strictObject({ token: MailedToken, newPassword: NewPassword }).meta({ id: 'PasswordReset' }),
  success: { status: 204 },
  errors: ['InvalidToken', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024, share: 'rare' },

  async handle({ body, caller, setHeaders, fail, orFail }) {
    const attempt = orFail(await countAttempt({ limit: LIMITS.resetFromAddress, key: caller.network }))
    setHeaders(attempt.headers)
    const account = await findAccountOfToken(body.token)
    if (!account) return fail('InvalidToken')
    orFail(refuseWellKnown('newPassword', body.newPassword, account))
    const passwordHash = await hashPassword(body.newPassword)
    if (!(await useResetToken(body.token))) return fail('InvalidToken')
    if (!(await replacePasswordHash(account, passwordHash))) return fail('InvalidToken')
    await Promise.all([
      // [17 reset] Someone who knew the old password may still be logged in.
      endSessions(account.id),
      forgetResetTokens(account.id),
    ])
  },
})

export const handler = lambda(resetPassword)
