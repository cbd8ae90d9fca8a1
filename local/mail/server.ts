import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { openMails } from './mails.ts'
import { FRAME_POLICY, framed, pageOf } from './page.ts'

export interface Mailbox {
  url: string
  close(): Promise<void>
}

const MAX_BYTES = 1024 * 1024

const Text = z.object({ Data: z.string().min(1) })

const SendEmail = z.object({
  FromEmailAddress: z.string().min(1),
  Destination: z.object({ ToAddresses: z.array(z.string()).min(1) }),
  Content: z.object({ Simple: z.object({ Subject: Text, Body: z.object({ Text, Html: Text.optional() }) }) }),
})

/**
 * A mailbox for the laptop. It accepts mails as Amazon SES does (`SendEmail` of API v2, simple content), shows them at `/`
 * and as JSON at `/mail` (`?to=` names a recipient), and keeps them in a file with one JSON object a line.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @throws the system's error (EADDRINUSE) if the port is taken
 */
export async function startMailbox({ port, file }: { port: number; file: string }): Promise<Mailbox> {
  const mails = openMails(file)
  const app = new Hono()
  app.post('/v2/email/outbound-emails', bodyLimit({ maxSize: MAX_BYTES }), async c => {
    const { data } = SendEmail.safeParse(await c.req.json().catch(() => null))
    if (data === undefined) return c.json({ message: 'The mailbox accepts only simple content.' }, 400)
    const { Subject, Body } = data.Content.Simple
    const mail = mails.receive({
      from: data.FromEmailAddress,
      to: data.Destination.ToAddresses,
      subject: Subject.Data,
      text: Body.Text.Data,
      html: Body.Html?.Data ?? null,
    })
    return c.json({ MessageId: mail.id })
  })
  app.get('/mail', c => c.json({ items: mails.list(c.req.query('to')) }))
  app.get('/latest', c => c.text(mails.list()[0]?.id ?? ''))
  app.get('/', c => {
    const [first = null] = mails.list()
    return c.html(pageOf({ mails: mails.list(), shown: first, isText: first?.html === null, isList: true }))
  })
  app.get('/mails/:id/:view{(?:html|text)}', c => {
    const shown = mails.find(c.req.param('id'))
    if (!shown) return c.notFound()
    const isText = c.req.param('view') === 'text' || shown.html === null
    return c.html(pageOf({ mails: mails.list(), shown, isText, isList: false }))
  })
  app.get('/mails/:id/frame', c => {
    const html = mails.find(c.req.param('id'))?.html
    if (!html) return c.notFound()
    return c.html(framed(html), 200, { 'content-security-policy': FRAME_POLICY })
  })
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
