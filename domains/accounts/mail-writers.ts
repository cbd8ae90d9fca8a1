import { writeNewAddressLetter, writeOldAddressLetter } from '#domains/accounts/email-change.ts'
import { writeVerificationLetter } from '#domains/accounts/email-links.ts'
import { writePasswordChangedLetter } from '#domains/accounts/password-notice.ts'
import { writeResetLetter } from '#domains/accounts/password-resets.ts'
import type { WriteLetter } from '#shared/runtime/mail/outbox.ts'

const WRITERS = new Map<string, WriteLetter>([
  ['verification', writeVerificationLetter],
  ['newAddress', writeNewAddressLetter],
  ['oldAddress', writeOldAddressLetter],
  ['passwordReset', writeResetLetter],
  ['passwordChanged', writePasswordChangedLetter],
])

/** Writes a mail of any kind, for the job that sends what could not be sent at once. Other functions load only their own. */
export const writeAnyLetter: WriteLetter = async note => (await WRITERS.get(note.kind)?.(note)) ?? null
