import { writeAccountLetter } from '#domains/accounts/mail-writers.ts'
import { writeSaleLetter } from '#domains/sales/mail-writers.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'
import { sendDueMail, type WriteAnyLetter } from '#shared/runtime/mail/outbox.ts'

const BATCH = 100

const writeAnyLetter: WriteAnyLetter = async note =>
  (await writeAccountLetter(note)) ?? (await writeSaleLetter(note))

export const sendMail = defineJob({
  schedule: 'rate(1 minute)',
  summary: 'Sends mails about sales, and those that could not be sent immediately',
  deploy: { permissions: ['mail'] },

  async run({ now }) {
    return { ...(await sendDueMail(now, BATCH, writeAnyLetter)) }
  },
})

export const handler = scheduled(sendMail)
