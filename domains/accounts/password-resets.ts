import { createHash, randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { PasswordResetModel } from '#domains/accounts/password-reset-model.ts'
import { findAccountByEmail, findAccountById, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import type { Role } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { queueMail } from '#shared/runtime/mail/outbox.ts'

const VALID_MILLISECONDS = 60 * 60 * 1_000

/** Mails a one-time link to an account, if there is one. The work is the same either way. */
export async function mailResetLink(role: Role, email: string): Promise<void> {
  const account = await findAccountByEmail(role, email)
  const token = randomBytes(32).toString('base64url')
  await PasswordResetModel.create({
    _id: hash(token),
    // Without an account this is a new id that belongs to nobody, and nobody gets the token.
    account: new mongoose.Types.ObjectId(account?.id),
    role,
    expiresAt: new Date(Date.now() + VALID_MILLISECONDS),
  })
  const link = new URL(config().mail.passwordResetUrl)
  link.searchParams.set('token', token)
  // The page that is linked can offer the login of this role afterwards.
  link.searchParams.set('role', role)
  await queueMail({
    to: account?.email ?? null,
    subject: 'Set a new password',
    text: [
      `Somebody, probably you, asked to set a new password for your ${role} account.`,
      `Open this link within an hour:\n\n${link}\n`,
      'If it was not you, ignore this mail: your password stays as it is.',
    ].join('\n\n'),
  })
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
  return { _id: hash(token), expiresAt: { $gt: new Date() } }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
