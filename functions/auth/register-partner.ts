import { brandSkeletons } from '#domains/accounts/brand-skeletons.ts'
import { rememberDevice } from '#domains/accounts/devices.ts'
import { mailVerificationLink } from '#domains/accounts/email-links.ts'
import { createPartner, PartnerRegistration } from '#domains/accounts/registration.ts'
import { AccountAnswer, EXAMPLE_PARTNER } from '#domains/accounts/schemas.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { startSession } from '#shared/sessions/refreshing.ts'

export const registerPartner = defineEndpoint({
  method: 'POST',
  path: '/auth/partners/register',
  summary: 'Register a partner',
  description:
    'Creates the account and logs in: sets the cookies. If the browser already had a session, that session ends. The address gets a mail with a link that confirms it.',
  auth: 'public',
  body: PartnerRegistration,
  success: { status: 201, body: AccountAnswer, example: { account: EXAMPLE_PARTNER }, cookies: 'set' },
  errors: ['TooManyRequests', 'EmailTaken', 'BrandTaken'],
  deploy: { memoryMegabytes: 1024, permissions: ['mail'], share: 'rare' },

  async handle({ body, caller, refreshToken, deviceToken, setSession, setDevice, setRateLimits, orFail }) {
    const attempt = orFail(await countAttempt({ limit: LIMITS.registration, key: caller.network }))
    setRateLimits(attempt.headers)
    const { account, passwordHash } = orFail(await createPartner(body, await brandSkeletons(body.brandName)))
    const [tokens] = await Promise.all([
      startSession(account, caller, refreshToken),
      mailVerificationLink(account),
    ])
    setSession(tokens)
    setDevice(rememberDevice(deviceToken, { ...account, passwordHash }))
    return { account }
  },
})

export const handler = lambda(registerPartner)
