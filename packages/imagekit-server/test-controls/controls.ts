import type { IncomingMessage } from 'node:http'
import { splitQuery } from '../delivery/signed-urls.ts'
import type { Context } from '../protocol/context.ts'
import { readJsonBody } from '../protocol/json-body.ts'
import { jsonReply, Refusal, type Reply } from '../protocol/replies.ts'
import { type Fault, faultRules, mentions, type Subject } from './fault-rules.ts'
import { resendWebhook } from './resend-webhook.ts'

/** A request that came, for tests to look at. `status` is null while it is worked on and where none was sent. */
export interface ReceivedRequest {
  method: string
  url: string
  status: number | null
  /** Of uploads, as sent. */
  folder?: string
  fileName?: string
  /** Of the file that the URL names by its id. */
  filePath?: string
}

export type TestControls = ReturnType<typeof openTestControls>

const KEPT_REQUESTS = 2000

/** `/_faults`, `/_requests` and `/_webhooks`: no credentials are asked for, so only this machine is let in. */
export function openTestControls(context: Context) {
  const faults = faultRules()
  const received: { request: ReceivedRequest; subject: Subject }[] = []

  async function control(request: IncomingMessage, method: string, url: string): Promise<Reply> {
    const [path, query] = splitQuery(url)
    if (path === '/_faults' && method === 'POST')
      return jsonReply(201, { id: faults.add(await readJsonBody(request)) })
    if (path === '/_faults' && method === 'DELETE') {
      faults.clear()
      return { status: 204 }
    }
    const id = /^\/_faults\/([\w-]+)$/.exec(path)?.[1]
    if (id !== undefined && method === 'DELETE') return { status: faults.remove(id) ? 204 : 404 }
    if (path === '/_requests' && method === 'GET') {
      const text = new URLSearchParams(query).get('contains') ?? ''
      return jsonReply(
        200,
        received.filter(({ subject }) => mentions(subject, text)).map(({ request }) => request),
      )
    }
    if (path === '/_requests' && method === 'DELETE') {
      received.length = 0
      return { status: 204 }
    }
    if (path === '/_webhooks' && method === 'POST') return resendWebhook(await readJsonBody(request), context)
    throw new Refusal(404, 'There is no such switch.')
  }

  return {
    /** The answer where the request is for the controls, undefined where it is not. */
    async answer(request: IncomingMessage, method: string, url: string): Promise<Reply | undefined> {
      if (!/^\/_(faults|requests|webhooks)\b/.test(url)) return undefined
      if (!isLoopback(request.socket.remoteAddress ?? '')) throw new Refusal(403, 'Only from this machine.')
      return control(request, method, url)
    },

    /** Keeps the request, and gives the fault that it is to meet. `status` of what is kept is the caller's to set. */
    meet(subject: Subject, request: ReceivedRequest): Fault | undefined {
      received.push({ request, subject })
      if (received.length > KEPT_REQUESTS) received.shift()
      return faults.take(subject)
    },
  }
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1'
}
