import { inject } from 'vitest'
import type { ReceivedMail } from '#local/mail/server.ts'

/** The mails that were sent to an address, latest first. */
export async function mailsTo(email: string): Promise<ReceivedMail[]> {
  const response = await fetch(`${inject('mailboxUrl')}/mail`)
  const { items }: { items: ReceivedMail[] } = JSON.parse(await response.text())
  return items.filter(mail => mail.to.includes(email))
}

/** The token in the latest link that was sent to an address. */
export async function mailedToken(email: string): Promise<string> {
  const [mail] = await mailsTo(email)
  return /[?&]token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
}
