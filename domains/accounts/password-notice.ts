import { findAccountById, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import { passwordChangedLetter } from '#domains/mails/letters.ts'
import { queueMail, type WriteLetter } from '#shared/runtime/mail/outbox.ts'

/** For how long it is worth telling. */
const DAY = 24 * 60 * 60 * 1_000

/** Tells the owner of an account that it has a new password. */
export async function mailPasswordChanged({ id, email, role }: StoredAccount): Promise<void> {
  const note = { kind: 'passwordChanged', to: email, account: id, role, usefulMilliseconds: DAY }
  await queueMail(note, writePasswordChangedLetter)
}

/** It goes to the address that the account had, even if it has another one by now. */
export const writePasswordChangedLetter: WriteLetter = async ({ account: id, role }) => {
  const account = await findAccountById(role, String(id))
  return account && passwordChangedLetter({ role, name: account.name })
}
