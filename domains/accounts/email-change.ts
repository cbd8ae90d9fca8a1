import { LINK_MILLISECONDS, mailVerificationLink, newEmailLink } from '#domains/accounts/email-links.ts'
import {
  expectEmail,
  findAccountByEmail,
  findAccountById,
  type StoredAccount,
} from '#domains/accounts/stored-accounts.ts'
import { newAddressLetter, oldAddressLetter } from '#domains/mails/letters.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { queueMail, type WriteLetter } from '#shared/runtime/mail/outbox.ts'

/**
 * Mails a link to the address that an account is to have, and tells the address that it has. The link changes it. If the
 * account has this address already, it is only confirmed.
 */
export async function askForEmail(account: StoredAccount, newEmail: string) {
  const { role, id } = account
  if (newEmail.toLowerCase() === account.email.toLowerCase()) {
    if (!account.view.emailVerified) await mailVerificationLink(account)
    return null
  }
  if (await findAccountByEmail(role, newEmail)) return refuse('EmailTaken')
  if (!(await expectEmail(account, newEmail))) return refuse('InvalidCredentials')
  const note = { account: id, role, usefulMilliseconds: LINK_MILLISECONDS }
  await Promise.all([
    queueMail({ ...note, kind: 'newAddress', to: newEmail }, writeNewAddressLetter),
    queueMail({ ...note, kind: 'oldAddress', to: account.email }, writeOldAddressLetter),
  ])
  return null
}

/** A link with a new token, unless another address has been asked for since, or a new password was set. */
export const writeNewAddressLetter: WriteLetter = async note => {
  const account = await findAccountById(note.role, String(note.account))
  if (account?.expectedEmail !== note.to) return null
  return newAddressLetter({ role: note.role, name: account.name, link: await newEmailLink(note) })
}

/** It is written even if the change has been confirmed meanwhile: then it is needed most. */
export const writeOldAddressLetter: WriteLetter = async ({ account: id, role, to }) => {
  const account = await findAccountById(role, String(id))
  if (!account) return null
  const newEmail = account.email === to ? account.expectedEmail : account.email
  return newEmail === null ? null : oldAddressLetter({ role, name: account.name, newEmail })
}
