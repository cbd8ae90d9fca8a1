import { isPassword } from '#domains/accounts/passwords.ts'
import { findAccountById, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/**
 * The account of whoever is logged in, if they know its password too; else null. For what a stolen session
 * must not be enough for.
 * @throws Problem TooManyRequests
 */
export async function confirmPassword(viewer: Viewer, password: string): Promise<StoredAccount | null> {
  const attempt = await countAttempt({ limit: LIMITS.passwordConfirmation, key: viewer.id })
  const account = await findAccountById(viewer.role, viewer.id)
  if (!(await isPassword(password, account?.passwordHash))) return null
  await attempt.giveBack()
  return account
}
