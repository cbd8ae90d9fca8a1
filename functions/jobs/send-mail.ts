import { writeAccountLetter } from '#domains/accounts/mail-writers.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'
import { sendDueMail } from '#shared/runtime/mail/outbox.ts'

const BATCH = 100

export const sendMail = defineJob({
  schedule: 'rate(1 minute)',
  summary: 'Sends mails that could not be sent immediately',
  deploy: { permissions: ['mail'] },

  async run({ now }) {
    return { ...(await sendDueMail(now, BATCH, writeAccountLetter)) }
  },
})

export const handler = scheduled(sendMail)
