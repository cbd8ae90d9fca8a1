import * as z from 'zod'
import { MailedToken } from '#domains/accounts/credentials.ts'
import { rememberDevice } from '#domains/accounts/devices.ts'
import { NewPassword, refuseWellKnown } from '#domains/accounts/new-password.ts'
import { setPassword } from '#domains/accounts/password-change.ts'
import { findAccountOfToken, useResetToken } from '#domains/accounts/password-resets.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const resetPassword = defineEndpoint({
  method: 'POST',
  path: '/auth/password/reset',
  summary: 'Set a new password with the link from the mail',
  description:
    'The token is valid once, for one hour. Ends every session of the account, and the owner gets a mail. Afterwards this browser can log in, even if many logins have failed elsewhere.',
  auth: 'public',
  body: z.strictObject({ token: MailedToken, newPassword: NewPassword }).meta({ id: 'PasswordReset' }),
  success: { status: 204, cookies: 'device' },
  errors: ['InvalidToken', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024, share: 'rare', permissions: ['mail'] },

  async handle({ body, caller, deviceToken, setDevice, setRateLimits, fail, orFail }) {
    const attempt = orFail(await countAttempt({ limit: LIMITS.resetFromAddress, key: caller.network }))
    setRateLimits(attempt.headers)
    const account = await findAccountOfToken(body.token)
    if (!account) return fail('InvalidToken')
    orFail(refuseWellKnown('newPassword', body.newPassword, account))
    if (!(await useResetToken(body.token))) return fail('InvalidToken')
    const changed = await setPassword(account, body.newPassword)
    if (!changed) return fail('InvalidToken')
    setDevice(rememberDevice(deviceToken, changed))
  },
})

export const handler = lambda(resetPassword)
