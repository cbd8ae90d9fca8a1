import * as z from 'zod'
import { confirmPassword } from '#domains/accounts/confirmation.ts'
import { Password } from '#domains/accounts/credentials.ts'
import { NewPassword, refuseWellKnown } from '#domains/accounts/new-password.ts'
import { hashPassword } from '#domains/accounts/passwords.ts'
import { replacePasswordHash } from '#domains/accounts/stored-accounts.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { endSessions } from '#shared/sessions/ending.ts'

export const changePassword = defineEndpoint({
  method: 'PUT',
  path: '/auth/password',
  summary: 'Change my password',
  description: 'Ends every other session of the account. After 10 wrong current passwords, you have to wait.',
  auth: 'account',
  body: z
    .strictObject({ currentPassword: Password, newPassword: NewPassword })
    .meta({ id: 'PasswordChange' }),
  success: { status: 204 },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024, share: 'rare' },

  async handle({ body, viewer, fail, orFail }) {
    const account = orFail(await confirmPassword(viewer, body.currentPassword))
    orFail(refuseWellKnown('newPassword', body.newPassword, account))
    // If another change was first, the current password is no longer the current one.
    if (!(await replacePasswordHash(account, await hashPassword(body.newPassword))))
      return fail('InvalidCredentials')
    // [17 changed] Someone who knew the old password may still be logged in.
    await endSessions(viewer.id, viewer.sessionId)
  },
})

export const handler = lambda(changePassword)
