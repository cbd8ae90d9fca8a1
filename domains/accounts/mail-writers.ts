import { writeNewAddressLetter, writeOldAddressLetter } from '#domains/accounts/email-change.ts'
import { writeVerificationLetter } from '#domains/accounts/email-links.ts'
import { writePasswordChangedLetter } from '#domains/accounts/password-notice.ts'
import { writeResetLetter } from '#domains/accounts/password-resets.ts'
import { addressed, type WriteAnyLetter, type WriteLetter } from '#shared/runtime/mail/outbox.ts'

const WRITERS = new Map<string, WriteLetter>([
  ['verification', writeVerificationLetter],
  ['newAddress', writeNewAddressLetter],
  ['oldAddress', writeOldAddressLetter],
  ['passwordReset', writeResetLetter],
  ['passwordChanged', writePasswordChangedLetter],
])

/** Writes any mail about an account, for the job that sends what could not be sent at once. Other functions load only their own. */
export const writeAccountLetter: WriteAnyLetter = async note => {
  const write = WRITERS.get(note.kind)
  return write ? addressed(write)(note) : null
}
