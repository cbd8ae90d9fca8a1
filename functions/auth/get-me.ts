import { AccountAnswer } from '#domains/accounts/schemas.ts'
import { findAccountById } from '#domains/accounts/stored-accounts.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getMe = defineEndpoint({
  method: 'GET',
  path: '/auth/me',
  summary: 'My account',
  description: 'My account, with the fields of its role.',
  auth: 'account',
  success: { status: 200, body: AccountAnswer },
  errors: ['NotAuthenticated'],
  deploy: { share: 'busy' },

  async handle({ viewer, fail }) {
    const account = await findAccountById(viewer.role, viewer.id)
    return account ? { account: account.view } : fail('NotAuthenticated')
  },
})

export const handler = lambda(getMe)
