import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { dirname } from 'node:path'

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

interface SendEmail {
  FromEmailAddress?: string
  Destination?: { ToAddresses?: string[] }
  Content?: { Simple?: { Subject?: { Data?: string }; Body?: { Text?: { Data?: string } } } }
}

const MAX_BYTES = 1024 * 1024

/**
 * A mailbox for the laptop: takes mails as Amazon SES does (`SendEmail` of API v2, simple content) and shows
 * them at `/`, as JSON at `/mail`. They are kept in a file, one JSON object a line.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @throws the system's error (EADDRINUSE) where the port is taken
 */
export async function startMailbox({ port, file }: { port: number; file: string }): Promise<Mailbox> {
  mkdirSync(dirname(file), { recursive: true })
  const mails = readMails(file)
  const server = createServer(async (request, response) => {
    const reply = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body)
    if (request.method === 'POST' && request.url === '/v2/email/outbound-emails') {
      const mail = toMail(await readBody(request))
      if (!mail)
        return reply(
          400,
          'application/json',
          JSON.stringify({ message: 'Only simple content is taken here.' }),
        )
      mails.push(mail)
      appendFileSync(file, `${JSON.stringify(mail)}\n`)
      return reply(200, 'application/json', JSON.stringify({ MessageId: mail.id }))
    }
    if (request.method === 'GET' && request.url === '/mail') {
      return reply(200, 'application/json', JSON.stringify({ items: mails.toReversed() }, null, 2))
    }
    if (request.method === 'GET' && request.url === '/')
      return reply(200, 'text/html; charset=utf-8', pageOf(mails))
    return reply(404, 'application/json', JSON.stringify({ message: 'Not found' }))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
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

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function toMail(body: string): ReceivedMail | null {
  const { FromEmailAddress, Destination, Content }: SendEmail = body === '' ? {} : JSON.parse(body)
  const { Subject, Body } = Content?.Simple ?? {}
  if (!FromEmailAddress || !Destination?.ToAddresses?.length || !Subject?.Data || !Body?.Text?.Data)
    return null
  return {
    id: randomUUID(),
    receivedAt: new Date().toISOString(),
    from: FromEmailAddress,
    to: Destination.ToAddresses,
    subject: Subject.Data,
    text: Body.Text.Data,
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
