import { createHash, randomBytes } from 'node:crypto'
import mongoose, { Schema, type Types } from 'mongoose'
import { findAccountByEmail, findAccountById, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import type { Role } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { defineModel } from '#shared/runtime/database/define-model.ts'
import { post } from '#shared/runtime/mail/outbox.ts'

const VALID_MILLISECONDS = 60 * 60 * 1_000

/** A link that was mailed. The token itself is known only to whoever got the mail. */
interface PasswordReset {
  /** The hash of the token. */
  _id: string
  account: Types.ObjectId
  role: Role
  expiresAt: Date
}

const PasswordResetModel = defineModel(
  'PasswordReset',
  new Schema<PasswordReset>(
    {
      _id: { type: String, required: true },
      account: { type: Schema.Types.ObjectId, required: true },
      role: { type: String, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'passwordResets', versionKey: false },
  )
    .index({ account: 1 })
    .index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
)

/**
 * Mails a one-time link to an account, if there is one. The same is written either way, so that neither the
 * answer nor the work tells which.
 */
export async function mailResetLink(role: Role, email: string): Promise<void> {
  const account = await findAccountByEmail(role, email)
  const token = randomBytes(32).toString('base64url')
  await PasswordResetModel.create({
    _id: hash(token),
    // An id of nobody where there is no account: nobody gets this token.
    account: account?.id ?? new mongoose.Types.ObjectId(),
    role,
    expiresAt: new Date(Date.now() + VALID_MILLISECONDS),
  })
  const link = new URL(config().mail.passwordResetUrl)
  link.searchParams.set('token', token)
  // The page that is linked can offer the login of this role afterwards.
  link.searchParams.set('role', role)
  await post({
    to: account?.email ?? null,
    subject: 'Set a new password',
    text: [
      `Somebody, probably you, asked to set a new password for your ${role} account.`,
      `Open this link within an hour:\n\n${link}\n`,
      'If it was not you, ignore this mail: your password stays as it is.',
    ].join('\n\n'),
  })
}

/** The account that a token is for, or null where it is wrong, used or expired. */
export async function findAccountOfToken(token: string): Promise<StoredAccount | null> {
  const reset = await PasswordResetModel.findOne(validToken(token)).lean<PasswordReset>()
  return reset && findAccountById(reset.role, String(reset.account))
}

/** Uses a token up. True for exactly one of several at once. */
export async function useResetToken(token: string): Promise<boolean> {
  const { deletedCount } = await PasswordResetModel.deleteOne(validToken(token))
  // [7 used-once] If several requests use a token at once, exactly one of them deletes it.
  return deletedCount === 1
}

/** The account has a new password: older links are good for nothing any more. */
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
