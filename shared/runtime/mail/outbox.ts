import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'
import { log } from '#shared/runtime/log.ts'
import { sendMail } from '#shared/runtime/mail/ses.ts'
import { count } from '#shared/runtime/metrics.ts'

/** A mail that is to be sent. One without a recipient is dropped: it exists so that timing reveals nothing. */
const schema = new Schema(
  {
    to: { type: String, default: null },
    subject: { type: String, required: true },
    text: { type: String, required: true },
    dueAt: { type: Date, required: true },
    attempts: { type: Number, default: 0 },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'outgoingMails', versionKey: false },
)
  .index({ dueAt: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type OutgoingMail = DocumentOf<typeof schema>
const OutgoingMailModel = defineModel('OutgoingMail', schema)

/** A link that has expired by then is not worth sending. */
const KEPT_MILLISECONDS = 60 * 60 * 1_000
/** Longer than an attempt takes: until then the request that wrote it is still sending it. */
const CLAIM_MILLISECONDS = 60 * 1_000

/** Writes a mail down and sends it. If sending fails, the job sends it later. */
export async function queueMail(mail: Pick<OutgoingMail, 'to' | 'subject' | 'text'>): Promise<void> {
  const now = Date.now()
  const written = await OutgoingMailModel.create({
    ...mail,
    dueAt: new Date(now + CLAIM_MILLISECONDS),
    expiresAt: new Date(now + KEPT_MILLISECONDS),
  })
  await deliver(written)
}

/** Sends the mails that are due. Each is claimed first, so that two runs at once send it once. */
export async function sendDueMail(now: Date, atMost: number) {
  const done = { settled: 0, postponed: 0 }
  while (done.settled + done.postponed < atMost) {
    const mail = await OutgoingMailModel.findOneAndUpdate(
      { dueAt: { $lte: now } },
      { $set: { dueAt: new Date(now.getTime() + CLAIM_MILLISECONDS) }, $inc: { attempts: 1 } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    ).lean()
    if (!mail) break
    if (await deliver(mail)) done.settled += 1
    else done.postponed += 1
  }
  return done
}

async function deliver({ _id, to, subject, text }: OutgoingMail): Promise<boolean> {
  try {
    if (to) await sendMail(to, subject, text)
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
