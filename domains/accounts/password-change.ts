import { forgetFailedLogins } from '#domains/accounts/login.ts'
import { mailPasswordChanged } from '#domains/accounts/password-notice.ts'
import { forgetResetTokens } from '#domains/accounts/password-resets.ts'
import { hashPassword } from '#domains/accounts/passwords.ts'
import { replacePasswordHash, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import { endSessions } from '#shared/sessions/ending.ts'

/**
 * Sets a new password, ends everything that the old one has opened, and tells the owner.
 * @returns the account as it is then, or null if another change was first
 */
export async function setPassword(account: StoredAccount, newPassword: string) {
  const passwordHash = await hashPassword(newPassword)
  if (!(await replacePasswordHash(account, passwordHash))) return null
  await Promise.all([
    // [17 new-password] Someone who knew the old password may still be logged in.
    // [123 sessions] Even with the cookies of the browser in which it was changed: it gets new ones.
    endSessions(account.id),
    // [123 links] A link that was mailed before would set yet another password.
    forgetResetTokens(account.id),
    // [110 forgotten] Those who guess have only guessed the old password.
    forgetFailedLogins(account),
  ])
  // [123 told] The owner may not be the one who changed it.
  await mailPasswordChanged(account)
  return { ...account, passwordHash }
}
