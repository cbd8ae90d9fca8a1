import { EmailLinkModel } from '#domains/accounts/email-link-model.ts'
import { hashToken, linkWith, newToken } from '#domains/accounts/mailed-tokens.ts'
import { forgetResetTokens } from '#domains/accounts/password-resets.ts'
import { confirmEmail, findAccountById } from '#domains/accounts/stored-accounts.ts'
import { verificationLetter } from '#domains/mails/letters.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Role } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { type MailNote, queueMail, type WriteLetter } from '#shared/runtime/mail/outbox.ts'

/** How long a link holds, and how long it is tried to mail one. */
export const LINK_MILLISECONDS = 24 * 60 * 60 * 1_000

/** Mails a link to the address of an account, which confirms that it is theirs. */
export async function mailVerificationLink({ role, id, email }: { role: Role; id: string; email: string }) {
  const note = { kind: 'verification', to: email, account: id, role, usefulMilliseconds: LINK_MILLISECONDS }
  await queueMail(note, writeVerificationLetter)
}

/** A link with a new token, unless the account is gone, or has another address or a confirmed one by now. */
export const writeVerificationLetter: WriteLetter = async note => {
  const account = await findAccountById(note.role, String(note.account))
  if (account?.email !== note.to || account.view.emailVerified) return null
  return verificationLetter({ role: note.role, name: account.name, link: await newEmailLink(note) })
}

/** Makes a link that confirms the address that a mail goes to. */
export async function newEmailLink({ account, role, to }: MailNote & { to: string }): Promise<string> {
  const token = newToken()
  await EmailLinkModel.create({
    _id: hashToken(token),
    account,
    role,
    email: to,
    expiresAt: new Date(Date.now() + LINK_MILLISECONDS),
  })
  return linkWith(config().mail.emailVerificationUrl, { token })
}

/** Uses a link: its address is confirmed, and becomes that of the account if that was asked for. */
export async function useEmailLink(token: string) {
  const link = await EmailLinkModel.findOne({
    _id: hashToken(token),
    // MongoDB deletes expired documents up to a minute late.
    expiresAt: { $gt: new Date() },
  }).lean()
  if (!link) return refuse('InvalidToken')
  const account = { role: link.role, id: String(link.account) }
  // First, and safe to repeat: if the process dies in between, the link can be opened again.
  const outcome = await confirmEmail(account, link.email)
  if (isRefusal(outcome)) return outcome
  const { deletedCount } = await EmailLinkModel.deleteOne({ _id: link._id })
  // If several requests use a link at once, exactly one of them deletes it.
  if (outcome === null || deletedCount === 0) return refuse('InvalidToken')
  await EmailLinkModel.deleteMany({ account: link.account, email: link.email })
  // Whoever reads the mails to the old address could set a new password with them.
  if (outcome === 'changed') await forgetResetTokens(account.id)
  return null
}

/** Forgets every link that was mailed for an account. */
export async function forgetEmailLinks(accountId: string): Promise<void> {
  await EmailLinkModel.deleteMany({ account: accountId })
}
