import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '#client'
import type { ReceivedMail } from '../mail/mails.ts'
import type { SamplePerson } from './clips.ts'

const PATIENCE_MILLISECONDS = 20_000
const PAUSE_MILLISECONDS = 300
/** A bank account that payouts arrive at. */
const BANK = '000123456789'

/** Where the parts are that a partner needs to get paid. */
export interface Places {
  mailboxUrl: string
  paymentsUrl: string
  /** A page on an allowed origin. */
  returnUrl: string
}

/**
 * Sets up how a sample partner is paid, as a person would: opens the link in the mailbox, begins, fills in the form of the
 * payments server, and waits until the API says that it is done.
 * @throws Error if something of this does not work
 */
export async function getPaid(client: Client, { email, name }: SamplePerson, places: Places): Promise<void> {
  const { mailboxUrl, paymentsUrl, returnUrl } = places
  await done(
    'confirm the email',
    client.verifyEmail({ body: { token: await mailedToken(mailboxUrl, email) } }),
  )
  const account = { country: 'US', entityType: 'company' } as const
  await done('begin to get paid', client.createPayoutAccount({ body: account }))
  const made = await client.createPayoutLink({ body: { kind: 'onboarding', returnUrl } })
  // A sandbox of Stripe itself has a form that only a person can fill in.
  if (!made.ok || !made.data.link.url.startsWith(paymentsUrl)) return
  const opened = await fetch(made.data.link.url, { redirect: 'manual' })
  const body = new URLSearchParams({ answer: 'complete', name, bank: BANK })
  await fetch(opened.headers.get('location') ?? '', { method: 'POST', body, redirect: 'manual' })
  const until = Date.now() + PATIENCE_MILLISECONDS
  for (;;) {
    const read = await client.getPayoutAccount()
    if (read.ok && read.data.payoutAccount.status === 'active') return
    if (Date.now() > until) throw new Error(`Sample content: ${name} is not paid`)
    await pause(PAUSE_MILLISECONDS)
  }
}

async function done(what: string, call: Promise<{ ok: boolean; status: number }>): Promise<void> {
  const { ok, status } = await call
  if (!ok) throw new Error(`Sample content: ${status}, cannot ${what}`)
}

/** The token in the link that was mailed to this address last. */
async function mailedToken(mailboxUrl: string, email: string): Promise<string> {
  const answer = await fetch(`${mailboxUrl}/mail?to=${encodeURIComponent(email)}`)
  const { items }: { items: ReceivedMail[] } = JSON.parse(await answer.text())
  return /[#&]token=([\w-]+)/.exec(items[0]?.text ?? '')?.[1] ?? ''
}
