import * as z from 'zod'
import { Account, Credentials, presentUser } from '#shared/accounts/account.ts'
import { CASE_INSENSITIVE } from '#shared/accounts/email.ts'
import { isPassword } from '#shared/accounts/passwords.ts'
import { UserModel } from '#shared/accounts/user-model.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { cookieNames, sessionCookies } from '#shared/sessions/session-cookies.ts'
import { endSession, startSession } from '#shared/sessions/sessions.ts'

export const loginUser = defineEndpoint({
  method: 'POST',
  path: '/auth/users/login',
  summary: 'Log in as a user',
  description: 'Sets both cookies and ends the session that the browser had.',
  auth: 'public',
  body: Credentials,
  success: { status: 200, body: z.strictObject({ account: Account }) },
  errors: ['InvalidCredentials'],

  async handle({ body, caller, cookies, setCookies, fail }) {
    const user = await UserModel.findOne({ email: body.email }).collation(CASE_INSENSITIVE).lean()
    const matches = await isPassword(body.password, user?.passwordHash)
    if (!user || !matches) return fail('InvalidCredentials')
    const account = presentUser(user)
    const before = cookies.get(cookieNames().refresh)
    const [tokens] = await Promise.all([startSession(account, caller), before && endSession(before)])
    setCookies(sessionCookies(tokens))
    return { account }
  },
})

export const handler = lambda(loginUser)
