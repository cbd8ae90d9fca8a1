import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Wording } from './fault-effects.ts'
import { type Fault, faultRules, mentions, type Subject } from './fault-rules.ts'

/** A request that the server received. `status` is null while it is worked on, and if no answer was sent. */
export interface Received {
  method: string
  url: string
  status: number | null
}

export interface ControlsOptions {
  wording: Wording
  /** The JSON of a body. What it throws goes to the `onError` of the app. */
  readJson(request: IncomingMessage): Promise<unknown>
  /** Controls of this server alone, whose paths begin with `/_`. */
  own: Hono<{ Bindings: HttpBindings }>
}

export interface TestControls {
  /** The routes below `/_`. They ask for no credentials, so only this machine may use them. */
  routes: Hono<{ Bindings: HttpBindings }>
  wording: Wording
  /**
   * Keeps a request and returns the fault that it meets, null for none. `about` holds the texts that a fault may be
   * bound to besides the URL. The caller sets the `status` of the request afterwards.
   */
  meet(request: Received, about: readonly string[]): Fault | null
}

const KEPT_REQUESTS = 2000

export function openControls({ wording, readJson, own }: ControlsOptions): TestControls {
  const faults = faultRules()
  const received: { request: Received; subject: Subject }[] = []
  const routes = new Hono<{ Bindings: HttpBindings }>()
  const all = '/:controls{_[a-z-]+}/*'

  routes.use(all, async ({ env }, next) => {
    if (!isLoopback(env.incoming.socket.remoteAddress ?? ''))
      return wording.refusal(403, 'Only from this machine.')
    await next()
    return undefined
  })
  routes.post('/_faults', async ({ env }) => {
    const added = faults.add(await readJson(env.incoming))
    return 'wrong' in added ? wording.refusal(400, added.wrong) : Response.json(added, { status: 201 })
  })
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
  routes.route('/', own)
  routes.all(all, () => {
    const names = new Set(routes.routes.map(({ path }) => path).filter(path => path.startsWith('/_')))
    return wording.refusal(404, `There is no such test control. There are ${[...names].join(', ')}.`)
  })

  function meet(request: Received, about: readonly string[]): Fault | null {
    const subject = { method: request.method, url: request.url, about }
    received.push({ request, subject })
    if (received.length > KEPT_REQUESTS) received.shift()
    return faults.take(subject)
  }
  return { routes, wording, meet }
}

function noContent(): Response {
  return new Response(null, { status: 204 })
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1'
}
