import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { parseJson, readText } from '../protocol/body.ts'
import type { Context } from '../protocol/context.ts'
import { invalid } from '../protocol/refusals.ts'
import type { WebhookSender } from '../webhooks/sender.ts'
import { ACTIONS } from './actions.ts'
import { type Fault, faultRules, mentions, type Subject } from './fault-rules.ts'
import { sendWebhooks } from './send-webhooks.ts'

/** A request that the server received. `status` is null while it is worked on, and if no answer was sent. */
export interface ReceivedRequest {
  method: string
  url: string
  status: number | null
  body: string
  idempotencyKey: string
}

export interface TestControls {
  /** The routes below `/_`. They ask for no credentials, so only this machine may use them. */
  routes: Hono<{ Bindings: HttpBindings }>
  /**
   * Keeps a request and returns the fault that it meets, null for none. `about` holds the texts that a fault may be
   * bound to besides the URL. The caller sets the `status` of the request afterwards.
   */
  meet(request: ReceivedRequest, about: readonly string[]): Fault | null
}

const KEPT_REQUESTS = 2000

export function openTestControls(context: Context, sender: WebhookSender): TestControls {
  const faults = faultRules()
  const received: { request: ReceivedRequest; subject: Subject }[] = []
  const routes = new Hono<{ Bindings: HttpBindings }>()
  const all = '/:controls{_[a-z-]+}/*'

  routes.use(all, ({ env }, next) => {
    if (!isLoopback(env.incoming.socket.remoteAddress ?? ''))
      throw invalid('Only from this machine.', {}, 403)
    return next()
  })
  routes.post('/_faults', async ({ env }) =>
    Response.json({ id: faults.add(parseJson(await readText(env.incoming))) }, { status: 201 }),
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
  routes.get('/_ledger', () => Response.json(context.records.holdings()))
  routes.post('/_webhooks', async ({ env }) =>
    Response.json(await sendWebhooks(parseJson(await readText(env.incoming)), context, sender)),
  )
  for (const [name, action] of Object.entries(ACTIONS)) {
    routes.post(`/_${name}`, async ({ env }) => {
      const given = parseJson(await readText(env.incoming))
      return Response.json(context.records.transaction(() => action(given, context)))
    })
  }
  routes.all(all, () => {
    const message = `There is no such test control. There are ${Object.keys(ACTIONS).join(', ')}.`
    throw invalid(message, {}, 404)
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
