import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'

/** A mail that was sent on this machine. */
export interface ReceivedMail {
  id: string
  receivedAt: string
  from: string
  to: string[]
  subject: string
  text: string
}

export interface Mailbox {
  url: string
  close(): Promise<void>
}

const MAX_BYTES = 1024 * 1024

const Text = z.object({ Data: z.string().min(1) })

const SendEmail = z.object({
  FromEmailAddress: z.string().min(1),
  Destination: z.object({ ToAddresses: z.array(z.string()).min(1) }),
  Content: z.object({ Simple: z.object({ Subject: Text, Body: z.object({ Text }) }) }),
})

/**
 * A mailbox for the laptop. It accepts mails as Amazon SES does (`SendEmail` of API v2, simple content), shows them at `/`
 * and as JSON at `/mail`, and keeps them in a file with one JSON object a line.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @throws the system's error (EADDRINUSE) if the port is taken
 */
export async function startMailbox({ port, file }: { port: number; file: string }): Promise<Mailbox> {
  mkdirSync(dirname(file), { recursive: true })
  const mails = readMails(file)
  const app = new Hono()
  app.post('/v2/email/outbound-emails', bodyLimit({ maxSize: MAX_BYTES }), async c => {
    const { data } = SendEmail.safeParse(await c.req.json().catch(() => null))
    if (data === undefined) return c.json({ message: 'The mailbox accepts only simple content.' }, 400)
    const mail: ReceivedMail = {
      id: randomUUID(),
      receivedAt: new Date().toISOString(),
      from: data.FromEmailAddress,
      to: data.Destination.ToAddresses,
      subject: data.Content.Simple.Subject.Data,
      text: data.Content.Simple.Body.Text.Data,
    }
    mails.push(mail)
    appendFileSync(file, `${JSON.stringify(mail)}\n`)
    return c.json({ MessageId: mail.id })
  })
  app.get('/mail', c => c.json({ items: mails.toReversed() }))
  app.get('/', c => c.html(pageOf(mails)))
  app.notFound(c => c.json({ message: 'Not found' }, 404))

  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://localhost:${typeof address === 'object' && address ? address.port : port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function readMails(file: string): ReceivedMail[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.flatMap(line => (line.endsWith('}') ? [JSON.parse(line)] : []))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function pageOf(mails: readonly ReceivedMail[]): string {
  const items = mails.toReversed().map(
    mail => `<article><h2>${escapeHtml(mail.subject)}</h2><p>${escapeHtml(mail.receivedAt)} · to ${escapeHtml(mail.to.join(', '))}</p>
<pre>${escapeHtml(mail.text).replace(/https?:\/\/[^\s<]+/g, url => `<a href="${url}">${url}</a>`)}</pre></article>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>Mailbox</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;max-width:45rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<h1>Mailbox of this laptop</h1>${items.join('\n') || '<p>No mail yet.</p>'}</html>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
