import { inject } from 'vitest'
import type { ReceivedMail } from '#local/mail/mails.ts'

/** The mails that were sent to an address, latest first; only those with this subject if one is given. */
export async function mailsTo(email: string, subject?: string): Promise<ReceivedMail[]> {
  const response = await fetch(`${inject('mailboxUrl')}/mail?to=${encodeURIComponent(email)}`)
  const { items }: { items: ReceivedMail[] } = JSON.parse(await response.text())
  return items.filter(mail => subject === undefined || mail.subject === subject)
}

/** The token in the latest link that was sent to an address. */
export async function mailedToken(email: string, subject?: string): Promise<string> {
  const [mail] = await mailsTo(email, subject)
  return /[#&]token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
}
