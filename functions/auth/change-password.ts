import * as z from 'zod'
import { confirmPassword } from '#domains/accounts/confirmation.ts'
import { Password } from '#domains/accounts/credentials.ts'
import { rememberDevice } from '#domains/accounts/devices.ts'
import { NewPassword, refuseWellKnown } from '#domains/accounts/new-password.ts'
import { setPassword } from '#domains/accounts/password-change.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { startSession } from '#shared/sessions/refreshing.ts'

export const changePassword = defineEndpoint({
  method: 'PUT',
  path: '/auth/password',
  summary: 'Change my password',
  description:
    'Ends every session of the account and starts a new one in this browser. The owner gets a mail. After 10 wrong current passwords, you have to wait.',
  auth: 'account',
  body: z
    .strictObject({ currentPassword: Password, newPassword: NewPassword })
    .meta({ id: 'PasswordChange' }),
  success: { status: 204, cookies: 'set' },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024, share: 'rare', permissions: ['mail'] },

  async handle({ body, viewer, caller, deviceToken, setSession, setDevice, fail, orFail }) {
    const account = orFail(await confirmPassword(viewer, body.currentPassword))
    orFail(refuseWellKnown('newPassword', body.newPassword, account))
    const changed = await setPassword(account, body.newPassword)
    // If another change was first, the current password is no longer the current one.
    if (!changed) return fail('InvalidCredentials')
    setSession(await startSession(changed, caller))
    setDevice(rememberDevice(deviceToken, changed))
  },
})

export const handler = lambda(changePassword)
