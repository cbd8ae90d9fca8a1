import * as z from 'zod'
import { Account, presentPartner, presentUser } from '#shared/accounts/account.ts'
import { PartnerModel } from '#shared/accounts/partner-model.ts'
import { UserModel } from '#shared/accounts/user-model.ts'
import { defineEndpoint, type Viewer } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getMe = defineEndpoint({
  method: 'GET',
  path: '/auth/me',
  summary: 'Who is logged in',
  auth: 'account',
  success: { status: 200, body: z.strictObject({ account: Account }) },
  errors: ['NotAuthenticated'],

  async handle({ viewer, fail }) {
    const account = await findAccount(viewer)
    return account ? { account } : fail('NotAuthenticated')
  },
})

export const handler = lambda(getMe)

async function findAccount(viewer: Viewer): Promise<z.infer<typeof Account> | null> {
  if (viewer.role === 'user') {
    const user = await UserModel.findById(viewer.id).lean()
    return user && presentUser(user)
  }
  const partner = await PartnerModel.findById(viewer.id).lean()
  return partner && presentPartner(partner)
}
