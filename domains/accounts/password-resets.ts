import mongoose from 'mongoose'
import { hashToken, linkWith, newToken } from '#domains/accounts/mailed-tokens.ts'
import { PasswordResetModel } from '#domains/accounts/password-reset-model.ts'
import { findAccountByEmail, findAccountById, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import { passwordResetLetter } from '#domains/mails/letters.ts'
import type { Role } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { queueMail, type WriteLetter } from '#shared/runtime/mail/outbox.ts'

const VALID_MILLISECONDS = 60 * 60 * 1_000

/** Mails a one-time link to an account, if there is one. */
export async function mailResetLink(role: Role, email: string): Promise<void> {
  const account = await findAccountByEmail(role, email)
  await queueMail(
    {
      kind: 'passwordReset',
      to: account?.email ?? null,
      // Without an account this is a new id that belongs to nobody, and nobody gets the mail.
      account: account?.id ?? new mongoose.Types.ObjectId(),
      role,
      usefulMilliseconds: VALID_MILLISECONDS,
    },
    writeResetLetter,
  )
}

/** A link with a new token, unless the account is gone or has another address by now. */
export const writeResetLetter: WriteLetter = async ({ account: id, role, to }) => {
  const account = await findAccountById(role, String(id))
  if (account?.email !== to) return null
  const token = newToken()
  await PasswordResetModel.create({
    _id: hashToken(token),
    account: id,
    role,
    expiresAt: new Date(Date.now() + VALID_MILLISECONDS),
  })
  // The page that is linked can offer the login of this role afterwards.
  const link = linkWith(config().mail.passwordResetUrl, { token, role })
  return passwordResetLetter({ role, name: account.name, link })
}

/** The account that a token is for, or null if it is wrong, used or expired. */
export async function findAccountOfToken(token: string): Promise<StoredAccount | null> {
  const reset = await PasswordResetModel.findOne(validToken(token)).lean()
  return reset && findAccountById(reset.role, String(reset.account))
}

/** Uses a token up. True for exactly one of several at once. */
export async function useResetToken(token: string): Promise<boolean> {
  const { deletedCount } = await PasswordResetModel.deleteOne(validToken(token))
  // [7 used-once] If several requests use a token at once, exactly one of them deletes it.
  return deletedCount === 1
}

export async function forgetResetTokens(accountId: string): Promise<void> {
  await PasswordResetModel.deleteMany({ account: accountId })
}

function validToken(token: string) {
  // [7 expiry] MongoDB deletes expired documents up to a minute late.
  return { _id: hashToken(token), expiresAt: { $gt: new Date() } }
}
