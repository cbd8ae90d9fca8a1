import mongoose, { type mongo } from 'mongoose'
import { expect } from 'vitest'
import { sendMail } from '#functions/jobs/send-mail.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'

/**
 * Runs the job that sends mails until none to these accounts waits. Other tests leave mails, too, and one run sends a hundred. The
 * process must be a container (`openContainer`).
 */
export async function sendMailsTo(db: mongo.Db, accounts: readonly { id: string }[]): Promise<void> {
  const waiting = { account: { $in: accounts.map(({ id }) => new mongoose.mongo.ObjectId(id)) } }
  await expect
    .poll(
      async () => {
        await runJob(sendMail)
        return db.collection('outgoingMails').countDocuments(waiting)
      },
      { timeout: 60_000 },
    )
    .toBe(0)
}
