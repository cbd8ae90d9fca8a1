import * as z from 'zod'
import { hashPassword } from '#domains/accounts/passwords.ts'
import { UserRegistration } from '#domains/accounts/registration.ts'
import { Account } from '#domains/accounts/schemas.ts'
import { UserModel } from '#domains/accounts/user-model.ts'
import { viewUser } from '#domains/accounts/view.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { sessionCookies } from '#shared/http/session-cookies.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { count } from '#shared/runtime/metrics.ts'
import { startSession } from '#shared/sessions/refreshing.ts'

export const registerUser = defineEndpoint({
  method: 'POST',
  path: '/auth/users/register',
  summary: 'Register a user',
  description: 'Makes the account and logs it in: both cookies are set.',
  auth: 'public',
  body: UserRegistration,
  success: { status: 201, body: z.strictObject({ account: Account }), cookies: 'set' },
  errors: ['TooManyRequests', 'EmailTaken', 'UsernameTaken'],

  deploy: { memoryMegabytes: 1024 },

  async handle({ body, caller, setCookies, setHeaders, fail }) {
    const attempt = await countAttempt({ limit: LIMITS.registration, key: caller.ip ?? 'unknown' })
    setHeaders(attempt.headers)
    const { username, email, password } = body
    const passwordHash = await hashPassword(password)
    try {
      const user = await UserModel.create({ username, email, passwordHash, createdAt: new Date() })
      count('AccountsCreated')
      const account = viewUser(user.toObject())
      setCookies(sessionCookies(await startSession(account, caller)))
      return { account }
    } catch (error) {
      const taken = duplicateKeyFields(error)
      if (taken?.includes('email')) return fail('EmailTaken')
      if (taken?.includes('username')) return fail('UsernameTaken')
      throw error
    }
  },
})

export const handler = lambda(registerUser)
