import { randomUUID } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { answerFailure, answerThroughFault, type TestControls } from '@reels/stand-in'
import { Hono, type Context as HonoContext, type Next } from 'hono'
import { answerCall } from './answer-call.ts'
import { challenge, challengePage, notFound, pay, payPage } from './pages/pay.ts'
import { receiptPage } from './pages/receipt.ts'
import { dashboardPage, openSetup, setUp, setupPage } from './pages/setup.ts'
import { readText } from './protocol/body.ts'
import type { Context } from './protocol/context.ts'
import { keyInUse } from './protocol/idempotency.ts'
import { invalid, Refusal, refusalResponse } from './protocol/refusals.ts'
import { ROUTES } from './routes/routes.ts'
import type { RequestFacts } from './test-controls/controls.ts'

interface Env {
  Bindings: HttpBindings
  Variables: {
    requestId: string
    /** The body as it was sent. */
    text: string
    /** Why the body is refused. */
    refusal?: Refusal
  }
}

export interface AppOptions {
  context: Context
  secretKey: string
  apiVersion: string
  controls: TestControls | null
  /** Called after each request: work may be due, and events may have to be sent. */
  settle: () => void
}

/**
 * The routes of the server. A request is read to its end before a fault is looked for, because faults can be bound to
 * what its body says. Only then is its work done.
 */
export function createApp({ context, secretKey, apiVersion, controls, settle }: AppOptions) {
  const app = new Hono<Env>()
  const inUse = new Set<string>()
  app.onError((error, { env }) =>
    error instanceof Refusal ? refusalResponse(error) : answerFailure(error, env, failed(), context.log),
  )
  app.use(async (c, next) => {
    const requestId = `req_${randomUUID().replaceAll('-', '').slice(0, 14)}`
    c.set('requestId', requestId)
    c.env.outgoing.setHeader('request-id', requestId)
    // A broken connection must not end the process.
    c.env.outgoing.on('error', () => {})
    settle()
    try {
      await next()
    } finally {
      settle()
    }
  })
  if (controls !== null) app.route('/', controls.routes)
  app.use(receive, guardKey, meetFault)

  for (const route of ROUTES) {
    app.on(route.method, route.path, c => {
      const { incoming } = c.env
      return answerCall(route, {
        id: c.req.param('id') ?? '',
        query: new URL(c.req.url).search.slice(1),
        text: c.var.text,
        headers: incoming.headers,
        requestId: c.var.requestId,
        secretKey,
        apiVersion,
        context,
      })
    })
  }
  for (const version of ['/v1/*', '/v2/*']) {
    app.all(version, ({ req }) => {
      const message = `Unrecognized request URL (${req.method}: ${req.path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.`
      throw invalid(message, {}, 404)
    })
  }

  app.get('/c/pay/:id', ({ req }) => payPage(req.param('id'), context))
  app.post('/c/pay/:id', ({ req, var: { text } }) => pay(req.param('id'), new URLSearchParams(text), context))
  app.get('/c/challenge/:id', ({ req }) => challengePage(req.param('id'), context))
  app.post('/c/challenge/:id', ({ req, var: { text } }) =>
    challenge(req.param('id'), new URLSearchParams(text), context),
  )
  app.get('/setup/:account/form/:id', ({ req }) => setupPage(req.param('account'), req.param('id'), context))
  app.post('/setup/:account/form/:id', ({ req, var: { text } }) =>
    setUp(req.param('account'), req.param('id'), new URLSearchParams(text), context),
  )
  app.get('/setup/:account/:id', ({ req }) => openSetup(req.param('account'), req.param('id'), context))
  app.get('/express/:account/:id', ({ req }) => dashboardPage(req.param('account'), req.param('id'), context))
  app.get('/receipts/:id', ({ req }) => receiptPage(req.param('id'), context))
  app.all('*', () => notFound())
  return app

  async function receive(c: HonoContext<Env>, next: Next): Promise<void> {
    try {
      c.set('text', await readText(c.env.incoming))
    } catch (error) {
      // Requests that are refused meet faults, too.
      if (!(error instanceof Refusal)) throw error
      c.set('text', '')
      c.set('refusal', error)
    }
    await next()
  }

  /** While a request with an idempotency key is worked on, another one with the same key is refused. */
  async function guardKey(c: HonoContext<Env>, next: Next): Promise<Response | undefined> {
    const { headers, method } = c.env.incoming
    const key = String(headers['idempotency-key'] ?? '')
    if (key === '' || method !== 'POST') {
      await next()
      return undefined
    }
    const account = headers['stripe-context'] ?? headers['stripe-account'] ?? ''
    const used = `${account} ${key}`
    if (inUse.has(used)) return keyInUse(key)
    inUse.add(used)
    try {
      await next()
    } finally {
      inUse.delete(used)
    }
    return undefined
  }

  function meetFault(c: HonoContext<Env>, next: Next): Promise<void> {
    const { text, refusal } = c.var
    const idempotencyKey = String(c.env.incoming.headers['idempotency-key'] ?? '')
    const facts: RequestFacts = { body: text, idempotencyKey }
    const refused = refusal === undefined ? null : refusalResponse(refusal)
    return answerThroughFault(c, next, { controls, about: [text, idempotencyKey], facts, refused })
  }
}

function failed(): Response {
  return Response.json({ error: { type: 'api_error', message: 'The server failed.' } }, { status: 500 })
}
