import { isPassword } from '#domains/accounts/passwords.ts'
import { findAccountById } from '#domains/accounts/stored-accounts.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** The account of the viewer, if they also know its password: a stolen session must not be enough. */
export async function confirmPassword(viewer: Viewer, password: string) {
  const attempt = await countAttempt({ limit: LIMITS.passwordConfirmation, key: viewer.id })
  if (isRefusal(attempt)) return attempt
  const account = await findAccountById(viewer.role, viewer.id)
  const isRight = await isPassword(password, account?.passwordHash)
  if (!account || !isRight) {
    await attempt.fail()
    return refuse('InvalidCredentials')
  }
  await attempt.succeed()
  return account
}
