import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from './context.ts'
import { deliver, deliveryPreflight } from './delivery.ts'
import { readJsonBody } from './json-body.ts'
import { ClientGone, newRequestId, Refusal, type Reply, refusalReply } from './replies.ts'
import { manage } from './routes.ts'
import { sendReply } from './send-reply.ts'
import { splitQuery } from './signed-urls.ts'
import { upload } from './upload.ts'
import { readUploadForm } from './upload-form.ts'

/** The one way from a request to its answer. Nothing that a client sends may end the process. */
export const answer =
  (context: Context, _faults: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('x-ik-requestId', newRequestId())
    request.on('error', () => {})
    response.on('error', () => {})
    exchange(request, response, context).catch(error => {
      if (!(error instanceof ClientGone)) context.log(`${request.method} ${request.url}: ${error}`)
      response.destroy()
    })
  }

const exchange = async (
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
): Promise<void> => {
  const method = request.method ?? 'GET'
  const reply = await work(request, method, context).catch(error => {
    if (error instanceof Refusal) return refusalReply(error)
    throw error
  })
  await sendReply(response, reply, method)
}

const work = async (request: IncomingMessage, method: string, context: Context): Promise<Reply> => {
  const url = request.url ?? '/'
  const [path] = splitQuery(url)
  const { headers } = request
  const api = /^\/api\/(v1|v2)\/files\/upload$/.exec(path)?.[1]
  if (api !== undefined)
    return withUploadCors(await handleUpload(api === 'v1' ? 'v1' : 'v2', request, method, context))

  const endpoint = `/${context.imagekitId}/`
  if (path.startsWith(endpoint)) {
    if (method === 'OPTIONS') return deliveryPreflight()
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } }
    return deliver(url.slice(endpoint.length), { method, headers }, context)
  }
  return manage({ method, url, headers, body: await readJsonBody(request) }, context)
}

const handleUpload = async (
  api: 'v1' | 'v2',
  request: IncomingMessage,
  method: string,
  context: Context,
): Promise<Reply> => {
  if (method === 'OPTIONS') return { status: 204 }
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST, OPTIONS' } }
  try {
    const form = await readUploadForm(request, {
      path: context.bytes.incomingPath(),
      maxBytes: context.maxFileBytes,
    })
    return await upload(api, form, request.headers.authorization, context)
  } catch (error) {
    if (error instanceof Refusal) return refusalReply(error)
    throw error
  }
}

/** Browsers of any origin upload with a token in the form, so there are no credentials for CORS to guard. */
const withUploadCors = (reply: Reply): Reply => ({
  ...reply,
  headers: {
    ...reply.headers,
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'Content-Type, X-Requested-With',
    'access-control-expose-headers': 'x-ik-requestId',
    'access-control-max-age': '86400',
  },
})
