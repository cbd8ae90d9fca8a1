import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from '../protocol/context.ts'
import { readJsonBody } from '../protocol/json-body.ts'
import { Refusal } from '../protocol/replies.ts'
import { type Fault, faultRules, mentions, type Subject } from './fault-rules.ts'
import { resendWebhook } from './resend-webhook.ts'

/** A request that the server received. `status` is null while it is worked on, and if no answer was sent. */
export interface ReceivedRequest {
  method: string
  url: string
  status: number | null
  /** Of an upload, as sent. */
  folder?: string
  fileName?: string
  /** Of the file whose id is in the URL. */
  filePath?: string
}

export interface TestControls {
  /** `/_faults`, `/_requests` and `/_webhooks`. They ask for no credentials, so only this machine may use them. */
  routes: Hono<{ Bindings: HttpBindings }>
  /**
   * Keeps a request and returns the fault that it meets, null for none. `about` holds the texts that a fault may be
   * bound to besides the URL. The caller sets the `status` of the request afterwards.
   */
  meet(request: ReceivedRequest, about: readonly string[]): Fault | null
}

const KEPT_REQUESTS = 2000

export function openTestControls(context: Context): TestControls {
  const faults = faultRules()
  const received: { request: ReceivedRequest; subject: Subject }[] = []
  const routes = new Hono<{ Bindings: HttpBindings }>()
  const all = '/:controls{_faults|_requests|_webhooks}/*'

  routes.use(all, ({ env }, next) => {
    if (!isLoopback(env.incoming.socket.remoteAddress ?? ''))
      throw new Refusal(403, 'Only from this machine.')
    return next()
  })
  routes.post('/_faults', async ({ env }) =>
    Response.json({ id: faults.add(await readJsonBody(env.incoming)) }, { status: 201 }),
  )
  routes.delete('/_faults', () => {
    faults.clear()
    return noContent()
  })
  routes.delete('/_faults/:id', ({ req }) => {
    const status = faults.remove(req.param('id')) ? 204 : 404
    return new Response(null, { status })
  })
  routes.get('/_requests', ({ req }) => {
    const text = req.query('contains') ?? ''
    const found = received.filter(({ subject }) => mentions(subject, text))
    return Response.json(found.map(({ request }) => request))
  })
  routes.delete('/_requests', () => {
    received.length = 0
    return noContent()
  })
  routes.post('/_webhooks', async ({ env }) => resendWebhook(await readJsonBody(env.incoming), context))
  routes.all(all, () => {
    throw new Refusal(404, 'There is no such test control.')
  })

  function meet(request: ReceivedRequest, about: readonly string[]): Fault | null {
    const subject = { method: request.method, url: request.url, about }
    received.push({ request, subject })
    if (received.length > KEPT_REQUESTS) received.shift()
    return faults.take(subject)
  }
  return { routes, meet }
}

function noContent(): Response {
  return new Response(null, { status: 204 })
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1'
}
