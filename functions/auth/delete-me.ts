import * as z from 'zod'
import { confirmPassword } from '#domains/accounts/confirmation.ts'
import { Password } from '#domains/accounts/credentials.ts'
import { deleteAccount } from '#domains/deletion/accounts.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const deleteMe = defineEndpoint({
  method: 'DELETE',
  path: '/auth/me',
  summary: 'Delete my account',
  description:
    'Deletes the account with its sessions, likes, saves and reels. Its videos are deleted from the media service.',
  auth: 'account',
  body: z.strictObject({ password: Password }).meta({ id: 'AccountDeletion' }),
  success: { status: 204, cookies: 'cleared' },
  errors: ['InvalidCredentials', 'TooManyRequests'],
  deploy: { memoryMegabytes: 1024, share: 'rare', permissions: ['media'] },

  async handle({ body, viewer, setSession, orFail }) {
    orFail(await confirmPassword(viewer, body.password))
    await deleteAccount(viewer.role, viewer.id, new Date())
    setSession(null)
  },
})

export const handler = lambda(deleteMe)
