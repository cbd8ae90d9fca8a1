import { rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { deliver, deliveryPreflight, withDeliveryCors } from './delivery/delivery.ts'
import { splitQuery } from './delivery/signed-urls.ts'
import type { Context } from './protocol/context.ts'
import { readJsonBody } from './protocol/json-body.ts'
import { ClientGone, newRequestId, Refusal, type Reply, refusalReply } from './protocol/replies.ts'
import { manage } from './routes.ts'
import { sendReply } from './send-reply.ts'
import type { ReceivedRequest, TestControls } from './test-controls/controls.ts'
import { replyWithFault } from './test-controls/fault-effects.ts'
import type { Fault } from './test-controls/fault-rules.ts'
import { readUploadForm, type UploadForm } from './upload/form.ts'
import { upload } from './upload/upload.ts'

/** A request whose body has been read, with nothing done about it yet. */
interface Prepared {
  /** What faults may be bound to, beside the URL. */
  about: string[]
  seen: Omit<ReceivedRequest, 'method' | 'url' | 'status'>
  work: () => Promise<Reply>
  /** What every answer gets here, faults included: without CORS a browser could not tell a 500 from a cut line. */
  dress?: (reply: Reply) => Reply
  /** Removes what came with the request and was not taken over by its work. */
  discard?: () => Promise<void>
}

/** The one way from a request to its answer. Nothing that a client sends may end the process. */
export function answer(context: Context, controls: TestControls | undefined) {
  const underWay = new Set<Promise<void>>()
  return {
    handle(request: IncomingMessage, response: ServerResponse): void {
      response.setHeader('x-ik-requestId', newRequestId())
      request.on('error', () => {})
      response.on('error', () => {})
      const exchanged = exchange(request, response, context, controls)
        .catch(error => {
          if (!(error instanceof ClientGone)) context.log(`${request.method} ${request.url}: ${error}`)
          if (error instanceof ClientGone || response.headersSent) response.destroy()
          else response.writeHead(500).end()
        })
        .finally(() => underWay.delete(exchanged))
      underWay.add(exchanged)
    },
    /** Resolves when no request is worked on any more. */
    async settled(): Promise<void> {
      await Promise.all(underWay)
    },
  }
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  controls: TestControls | undefined,
): Promise<void> {
  const method = request.method ?? 'GET'
  const url = request.url ?? '/'
  const control = await orRefusal(async () => controls?.answer(request, method, url))
  if (control !== undefined) {
    await sendReply(response, control, method)
    return
  }
  const prepared = await prepare(request, method, url, context)
  const received: ReceivedRequest = { method, url, status: null, ...prepared.seen }
  const fault = controls?.meet({ method, url, about: prepared.about }, received)
  const reply = await carryOut(prepared, fault, response)
  received.status = reply.status
  await sendReply(response, reply, method)
}

async function carryOut(
  { work, dress, discard }: Prepared,
  fault: Fault | undefined,
  response: ServerResponse,
): Promise<Reply> {
  const answered = async () => orRefusal(work)
  try {
    const reply = await (fault === undefined ? answered() : replyWithFault(fault, answered, response))
    return dress?.(reply) ?? reply
  } finally {
    await discard?.()
  }
}

async function orRefused<Result>(work: () => Promise<Result>): Promise<Result | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

async function orRefusal<Result>(work: () => Promise<Result>): Promise<Result | Reply> {
  const result = await orRefused(work)
  return result instanceof Refusal ? refusalReply(result) : result
}

async function prepare(
  request: IncomingMessage,
  method: string,
  url: string,
  context: Context,
): Promise<Prepared> {
  const [path] = splitQuery(url)
  const { headers } = request
  const api = /^\/api\/(v1|v2)\/files\/upload$/.exec(path)?.[1]
  if (api !== undefined) return prepareUpload(api === 'v1' ? 'v1' : 'v2', request, method, context)

  const endpoint = `/${context.imagekitId}/`
  if (path.startsWith(endpoint)) {
    async function work(): Promise<Reply> {
      if (method === 'OPTIONS') return deliveryPreflight()
      if (method !== 'GET' && method !== 'HEAD') return notAllowed('GET, HEAD, OPTIONS')
      return deliver(url.slice(endpoint.length), { method, headers }, context)
    }
    return { about: [], seen: {}, work, dress: withDeliveryCors }
  }
  const body = await orRefused(() => readJsonBody(request))
  if (body instanceof Refusal) return justWork(async () => refusalReply(body))
  // Faults bound to a reel's folder have to reach a request that knows only the id of the file in it.
  const filePath = context.records.file(/^\/v1\/files\/([0-9a-f]{24})\b/.exec(path)?.[1] ?? '')?.filePath
  return {
    about: [
      ...(body === undefined ? [] : [JSON.stringify(body)]),
      ...(filePath === undefined ? [] : [filePath]),
    ],
    seen: filePath === undefined ? {} : { filePath },
    work: async () => manage({ method, url, headers, body }, context),
  }
}

function justWork(work: () => Promise<Reply>): Prepared {
  return { about: [], seen: {}, work }
}
function notAllowed(allow: string): Reply {
  return { status: 405, headers: { allow } }
}

async function prepareUpload(
  api: 'v1' | 'v2',
  request: IncomingMessage,
  method: string,
  context: Context,
): Promise<Prepared> {
  const dress = withUploadCors
  if (method === 'OPTIONS') return { ...justWork(async () => ({ status: 204 })), dress }
  if (method !== 'POST') return { ...justWork(async () => notAllowed('POST, OPTIONS')), dress }
  const path = context.bytes.incomingPath()
  const form = await orRefused(() => readUploadForm(request, { path, maxBytes: context.maxFileBytes }))
  if (form instanceof Refusal) return { ...justWork(async () => refusalReply(form)), dress }
  return {
    about: [...form.fields.values()],
    seen: namesOf(form),
    work: () => upload(api, form, request.headers.authorization, context),
    dress,
    discard: () => rm(path, { force: true }),
  }
}

function namesOf({ fields }: UploadForm): Prepared['seen'] {
  const folder = fields.get('folder')
  const fileName = fields.get('fileName')
  return { ...(folder !== undefined && { folder }), ...(fileName !== undefined && { fileName }) }
}

/** Browsers of any origin upload with a token in the form, so there are no credentials for CORS to guard. */
function withUploadCors(reply: Reply): Reply {
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'Content-Type, X-Requested-With',
      'access-control-expose-headers': 'x-ik-requestId',
      'access-control-max-age': '86400',
    },
  }
}
