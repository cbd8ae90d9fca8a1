import * as z from 'zod'
import { deleteAccount } from '#shared/account-deletion/account-deletions.ts'
import { confirmPassword } from '#shared/accounts/confirmation.ts'
import { Password } from '#shared/accounts/credentials.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { clearedSessionCookies } from '#shared/sessions/session-cookies.ts'

export const deleteMe = defineEndpoint({
  method: 'DELETE',
  path: '/auth/me',
  summary: 'Delete my account',
  description:
    'The account, its sessions, likes, saves and reels go, and its videos are deleted from the media service.',
  auth: 'account',
  body: z.strictObject({ password: Password }).meta({ id: 'AccountDeletion' }),
  success: { status: 204, cookies: 'cleared' },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  memoryMegabytes: 1024,

  async handle({ body, viewer, setCookies, fail }) {
    if (!(await confirmPassword(viewer, body.password))) return fail('InvalidCredentials')
    await deleteAccount(viewer.role, viewer.id, new Date())
    setCookies(clearedSessionCookies())
  },
})

export const handler = lambda(deleteMe)
