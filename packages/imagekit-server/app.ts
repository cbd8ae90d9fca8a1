import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { HttpBindings } from '@hono/node-server'
import { answerFailure, answerThroughFault, type TestControls } from '@reels/stand-in'
import { Hono, type Context as HonoContext, type Next } from 'hono'
import type { DeliveryContext } from './delivery/context.ts'
import { deliver } from './delivery/delivery.ts'
import { bulkDelete, deleteFile, fileDetails, fileMetadata, updateFile } from './management/files.ts'
import { createFolder, deleteFolder } from './management/folders.ts'
import { listAssets } from './management/listing.ts'
import { createPurge, purgeStatus } from './management/purges.ts'
import { readJsonBody } from './protocol/json-body.ts'
import { checkPrivateKey } from './protocol/keys.ts'
import { Refusal, refusalResponse } from './protocol/replies.ts'
import { splitQuery } from './protocol/urls.ts'
import type { RequestFacts } from './test-controls/controls.ts'
import { readUploadForm, type UploadForm } from './upload/form.ts'
import { upload } from './upload/upload.ts'

interface Env {
  Bindings: HttpBindings
  Variables: {
    form: UploadForm
    /** The parsed JSON body. */
    body: unknown
    /** Why the body is refused. */
    refusal?: Refusal
    /** What faults may be bound to, besides the URL. */
    about?: string[]
    facts?: RequestFacts
  }
}

/** Browsers of any origin upload with a token in the form, so there are no credentials for CORS to guard. */
const UPLOAD_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'Content-Type, X-Requested-With',
  'access-control-expose-headers': 'x-ik-requestId',
  'access-control-max-age': '86400',
}

const DELIVERY_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Accept-Ranges, Content-Length, Content-Range, ETag, ik-error, x-ik-requestId',
  'timing-allow-origin': '*',
  'x-content-type-options': 'nosniff',
}

const DELIVERY_PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Range, If-Range, If-None-Match',
  'access-control-max-age': '86400',
}

/**
 * The routes of the server. A request is read to its end before a fault is looked for, because faults can be bound to
 * what its body says. Only then is its work done.
 */
export function createApp(context: DeliveryContext & { imagekitId: string }, controls: TestControls | null) {
  // Routes are matched by the path as it was sent: a normalised one would not fit its signature.
  const app = new Hono<Env>({ getPath: (_, options) => splitQuery(options?.env?.incoming.url ?? '/')[0] })
  app.onError((error, { env }) =>
    error instanceof Refusal
      ? refusalResponse(error)
      : answerFailure(error, env, new Response(null, { status: 500 }), context.log),
  )
  app.use(({ env }, next) => {
    env.outgoing.setHeader('x-ik-requestId', randomUUID())
    // A broken connection must not end the process.
    env.outgoing.on('error', () => {})
    return next()
  })
  if (controls !== null) app.route('/', controls.routes)

  const form = '/api/:version{v1|v2}/files/upload'
  app.use(form, always(UPLOAD_HEADERS))
  app.post(form, receiveForm, meetFault, ({ req, env, var: { form } }) =>
    upload(req.param('version') === 'v2' ? 'v2' : 'v1', form, env.incoming.headers.authorization, context),
  )
  app.options(form, meetFault, () => new Response(null, { status: 204 }))
  app.all(form, meetFault, () => notAllowed('POST, OPTIONS'))

  const prefix = `/${context.imagekitId}/`
  const files = `${prefix}*`
  app.use(files, always(DELIVERY_HEADERS), meetFault)
  app.get(files, ({ env: { incoming } }) =>
    deliver(String(incoming.url).slice(prefix.length), incoming, context),
  )
  app.options(files, () => new Response(null, { status: 204, headers: DELIVERY_PREFLIGHT }))
  app.all(files, () => notAllowed('GET, HEAD, OPTIONS'))

  // The key is checked before the route, so that a stranger does not learn which ids exist.
  app.use(receiveJson, meetFault, ({ env }, next) => {
    checkPrivateKey(env.incoming.headers.authorization, context.keys)
    return next()
  })
  app.get('/v1/files', ({ req }) => listAssets(new URL(req.url).searchParams, context))
  app.post('/v1/files/purge', ({ var: { body } }) => createPurge(body, context))
  app.get('/v1/files/purge/:id{[^/]*}', ({ req }) => purgeStatus(req.param('id'), context))
  app.post('/v1/folder', ({ var: { body } }) => createFolder(body, context))
  app.delete('/v1/folder', ({ var: { body } }) => deleteFolder(body, context))
  app.post('/v1/files/batch/deleteByFileIds', ({ var: { body } }) => bulkDelete(body, context))
  app.get('/v1/files/:id{[^/]*}/details', ({ req }) => fileDetails(req.param('id'), context))
  app.patch('/v1/files/:id{[^/]*}/details', ({ req, var: { body } }) =>
    updateFile(req.param('id'), body, context),
  )
  app.get('/v1/files/:id{[^/]*}/metadata', ({ req }) => fileMetadata(req.param('id'), context))
  app.delete('/v1/files/:id{[^/]*}', ({ req }) => deleteFile(req.param('id'), context))
  app.all('*', () => {
    throw new Refusal(404, 'This request is not offered by the local media server.')
  })
  return app

  async function receiveForm(c: HonoContext<Env>, next: Next): Promise<void> {
    const path = context.bytes.incomingPath()
    try {
      await readOrRefuse(c, async () => {
        const form = await readUploadForm(c.env.incoming, { path, maxBytes: context.maxFileBytes })
        const folder = form.fields.get('folder')
        const fileName = form.fields.get('fileName')
        c.set('form', form)
        c.set('about', [...form.fields.values()])
        c.set('facts', {
          ...(folder !== undefined && { folder }),
          ...(fileName !== undefined && { fileName }),
        })
      })
      await next()
    } finally {
      await rm(path, { force: true })
    }
  }

  async function receiveJson(c: HonoContext<Env>, next: Next): Promise<void> {
    await readOrRefuse(c, async () => {
      const body = await readJsonBody(c.env.incoming)
      // A fault that is bound to a folder has to reach a request that knows only the id of a file in it.
      const file = context.records.file(/^\/v1\/files\/([0-9a-f]{24})\b/.exec(c.req.path)?.[1] ?? '')
      const about = body === undefined ? [] : [JSON.stringify(body)]
      c.set('body', body)
      c.set('about', file === null ? about : [...about, file.filePath])
      c.set('facts', file === null ? {} : { filePath: file.filePath })
    })
    await next()
  }

  function meetFault(c: HonoContext<Env>, next: Next): Promise<void> {
    const { about = [], facts = {}, refusal } = c.var
    const refused = refusal === undefined ? null : refusalResponse(refusal)
    return answerThroughFault(c, next, { controls, about, facts, refused })
  }
}

/** Keeps a refusal until the request has met its fault, so that malformed requests meet faults, too. */
async function readOrRefuse(c: HonoContext<Env>, read: () => Promise<void>): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    c.set('refusal', error)
  }
}

/**
 * Sets headers on every answer, faults included: without CORS a browser cannot tell a 500 from a lost connection.
 */
function always(headers: Record<string, string>) {
  return ({ env }: HonoContext<Env>, next: Next): Promise<void> => {
    env.outgoing.setHeaders(new Map(Object.entries(headers)))
    return next()
  }
}

function notAllowed(allow: string): Response {
  return new Response(null, { status: 405, headers: { allow } })
}
