import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { ClientGone, jsonReply, Refusal, type Reply, refusalReply } from '../protocol/replies.ts'
import type { Fault } from './fault-rules.ts'

/**
 * The answer to a request that meets `fault`, in which `work` is carried out or not. Throws `ClientGone` where the
 * fault is that nothing more is to be sent.
 */
export async function replyWithFault(
  fault: Fault,
  work: () => Promise<Reply>,
  response: ServerResponse,
): Promise<Reply> {
  const { kind, status, milliseconds, body } = fault
  switch (kind) {
    case 'status':
      return failure(status)
    case 'hang':
      await closing(response)
      throw new ClientGone()
    case 'cut':
      throw new ClientGone()
    case 'cut-response':
      await sendHalf(response, await work())
      throw new ClientGone()
    case 'nonsense':
      return body === undefined ? PAGE : { ...jsonReply(200, null), body }
    case 'store-then-fail':
      await work()
      return failure(status)
    case 'slow':
      await pause(milliseconds, response)
      return work()
    case 'rate-limit':
      return {
        ...refusalReply(new Refusal(429, 'Too many requests.')),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-ratelimit-limit': '40',
          'x-ratelimit-reset': String(milliseconds),
          'x-ratelimit-interval': '1000',
        },
      }
  }
}

const PAGE: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Welcome</title><p>Sign in to use this network.',
}

function failure(status: number): Reply {
  return refusalReply(new Refusal(status, 'A fault that a test asked for.'))
}

/** Resolves when the connection is gone: by the client, or because the server closes. */
async function closing(response: ServerResponse): Promise<void> {
  if (response.destroyed || response.closed) return
  await new Promise<void>(resolve => response.once('close', resolve))
}

async function pause(milliseconds: number, response: ServerResponse): Promise<void> {
  const controller = new AbortController()
  const stop = () => controller.abort()
  response.once('close', stop)
  await wait(milliseconds, undefined, { signal: controller.signal }).catch(() => {})
  response.off('close', stop)
  if (controller.signal.aborted) throw new ClientGone()
}

/** Promises the whole body, sends half of it, and is done once that half has left. */
async function sendHalf(response: ServerResponse, reply: Reply): Promise<void> {
  const body = await bytesOf(reply)
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Math.max(1, body.length) })
  response.flushHeaders()
  const half = body.subarray(0, Math.floor(body.length / 2))
  if (half.length > 0) await new Promise<void>(resolve => response.write(half, () => resolve()))
}

async function bytesOf({ body }: Reply): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0)
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body)
  return (await readFile(body.path)).subarray(body.start, body.start + body.length)
}
