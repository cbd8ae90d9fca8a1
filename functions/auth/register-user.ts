import { rememberDevice } from '#domains/accounts/devices.ts'
import { mailVerificationLink } from '#domains/accounts/email-links.ts'
import { createUser, UserRegistration } from '#domains/accounts/registration.ts'
import { AccountAnswer } from '#domains/accounts/schemas.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { startSession } from '#shared/sessions/refreshing.ts'

export const registerUser = defineEndpoint({
  method: 'POST',
  path: '/auth/users/register',
  summary: 'Register a user',
  description:
    'Creates the account and logs in: sets the cookies. If the browser already had a session, that session ends. The address gets a mail with a link that confirms it.',
  auth: 'public',
  body: UserRegistration,
  success: { status: 201, body: AccountAnswer, cookies: 'set' },
  errors: ['TooManyRequests', 'EmailTaken', 'UsernameTaken'],
  deploy: { memoryMegabytes: 1024, permissions: ['mail'] },

  async handle({ body, caller, refreshToken, deviceToken, setSession, setDevice, setRateLimits, orFail }) {
    const attempt = orFail(await countAttempt({ limit: LIMITS.registration, key: caller.network }))
    setRateLimits(attempt.headers)
    const { account, passwordHash } = orFail(await createUser(body))
    const [tokens] = await Promise.all([
      startSession(account, caller, refreshToken),
      mailVerificationLink(account),
    ])
    setSession(tokens)
    setDevice(rememberDevice(deviceToken, { ...account, passwordHash }))
    return { account }
  },
})

export const handler = lambda(registerUser)
