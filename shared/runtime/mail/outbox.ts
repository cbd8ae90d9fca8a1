import { type ClientSession, Schema, type Types } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'
import { log } from '#shared/runtime/log.ts'
import type { Letter } from '#shared/runtime/mail/letter.ts'
import { sendLetter } from '#shared/runtime/mail/ses.ts'
import { count } from '#shared/runtime/metrics.ts'

/**
 * The note that a mail is to be sent. It does not hold the mail: that is written when it is sent, so no link with a token
 * ever waits in the database. A note without a recipient is dropped: it exists so that timing reveals nothing. Unless it
 * is about something: then the address is looked up when the mail is written.
 */
const schema = new Schema(
  {
    /** What the mail says: it decides who writes it. */
    kind: { type: String, required: true },
    to: { type: String, default: null },
    /** The id of what it is about, for example a purchase. */
    about: { type: String, default: null },
    account: { type: Schema.Types.ObjectId, required: true },
    role: { type: String, enum: ['user', 'partner'] as const, required: true },
    dueAt: { type: Date, required: true },
    attempts: { type: Number, default: 0 },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'outgoingMails', versionKey: false },
)
  .index({ dueAt: 1 })
  .index({ account: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

type OutgoingMail = DocumentOf<typeof schema>
const OutgoingMailModel = defineModel('OutgoingMail', schema)

/** A mail that is to be sent, and what it is about. */
export type MailNote = Pick<OutgoingMail, 'kind' | 'to' | 'about' | 'account' | 'role'>

/** A mail with the address that it goes to. */
interface AddressedLetter extends Letter {
  to: string
}

/** Writes a mail when it is about to be sent. Null if nobody wants it any more. */
export type WriteLetter = (note: MailNote & { to: string }) => Promise<Letter | null>

/** Writes a mail of any kind, and finds out where it goes. Null if nobody wants it any more. */
export type WriteAnyLetter = (note: MailNote) => Promise<AddressedLetter | null>

/** Longer than an attempt takes: until then the request that wrote it is still sending it. */
const CLAIM_MILLISECONDS = 60 * 1_000

/**
 * Notes a mail and sends it. If sending fails, the job sends it later.
 * @param usefulMilliseconds after which the mail is not worth sending any more
 */
export async function queueMail(
  note: Omit<MailNote, 'account' | 'about'> & {
    account: Types.ObjectId | string
    usefulMilliseconds: number
  },
  write: WriteLetter,
): Promise<void> {
  const { usefulMilliseconds, ...what } = note
  const now = Date.now()
  const noted = await OutgoingMailModel.create({
    ...what,
    dueAt: new Date(now + CLAIM_MILLISECONDS),
    expiresAt: new Date(now + usefulMilliseconds),
  })
  await deliver(noted, addressed(write))
}

/** A letter to the address in its note. */
export function addressed(write: WriteLetter): WriteAnyLetter {
  return async note => {
    const { to } = note
    const letter = to === null ? null : await write({ ...note, to })
    return letter && to !== null ? { ...letter, to } : null
  }
}

/**
 * Notes a mail about something, which the job sends within a minute to the address that the account then has.
 * @param session a transaction: the mail is sent only if it commits. Null if there is none
 */
export async function noteMail(
  note: Omit<MailNote, 'account' | 'to'> & { account: Types.ObjectId | string; usefulMilliseconds: number },
  session: ClientSession | null,
): Promise<void> {
  const { usefulMilliseconds, ...what } = note
  const now = Date.now()
  const stored = { ...what, dueAt: new Date(now), expiresAt: new Date(now + usefulMilliseconds) }
  await OutgoingMailModel.create([stored], { session })
}

/** Sends the mails that are due. Each is claimed first, so that two runs at once send it once. */
export async function sendDueMail(now: Date, atMost: number, write: WriteAnyLetter) {
  const done = { settled: 0, postponed: 0 }
  while (done.settled + done.postponed < atMost) {
    const noted = await OutgoingMailModel.findOneAndUpdate(
      { dueAt: { $lte: now } },
      { $set: { dueAt: new Date(now.getTime() + CLAIM_MILLISECONDS) }, $inc: { attempts: 1 } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    ).lean()
    if (!noted) break
    if (await deliver(noted, write)) done.settled += 1
    else done.postponed += 1
  }
  return done
}

/** Forgets the mails to an account that have not been sent. */
export async function forgetMails(accountId: string): Promise<void> {
  await OutgoingMailModel.deleteMany({ account: accountId })
}

async function deliver(noted: OutgoingMail, write: WriteAnyLetter): Promise<boolean> {
  const { _id, kind, to, about = null, account, role } = noted
  try {
    const letter = await write({ kind, to, about, account, role })
    if (letter) await sendLetter(letter.to, letter)
    await OutgoingMailModel.deleteOne({ _id })
    return true
  } catch (error) {
    count('MailsPostponed')
    log().warn('A mail could not be sent yet', {
      mailId: String(_id),
      error: error instanceof Error ? error : '',
    })
    return false
  }
}
