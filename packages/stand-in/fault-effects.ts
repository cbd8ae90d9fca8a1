import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { ClientGone } from './body.ts'
import type { Fault } from './fault-rules.ts'

/** How the service that a server stands in for says no. */
export interface Wording {
  refusal(status: number, message: string): Response
  /** 429: the limit ends in `milliseconds`. */
  rateLimit(milliseconds: number): Response
}

/**
 * The answer to a request that meets `fault`. Whether `work` is done depends on the fault. Throws `ClientGone` if the
 * connection is to end instead.
 */
export async function respondWithFault(
  { fault, status, milliseconds, body }: Fault,
  work: () => Promise<Response>,
  outgoing: ServerResponse,
  wording: Wording,
): Promise<Response> {
  switch (fault) {
    case 'status':
      return failure(status, wording)
    case 'hang':
      await closing(outgoing)
      throw new ClientGone()
    case 'cut':
      throw new ClientGone()
    case 'cut-response':
      await sendHalf(outgoing, await work())
      throw new ClientGone()
    case 'nonsense': {
      const type = body === undefined ? 'text/html; charset=utf-8' : 'application/json'
      return new Response(body ?? PAGE, { headers: { 'content-type': type } })
    }
    case 'do-then-fail':
      await (await work()).body?.cancel()
      return failure(status, wording)
    case 'do-then-cut':
      await (await work()).body?.cancel()
      throw new ClientGone()
    case 'do-then-hang':
      await (await work()).body?.cancel()
      await closing(outgoing)
      throw new ClientGone()
    case 'slow':
      await pause(milliseconds, outgoing)
      return work()
    case 'rate-limit':
      return wording.rateLimit(milliseconds)
  }
}

const PAGE = '<!doctype html><title>Welcome</title><p>Sign in to use this network.'

function failure(status: number, { refusal }: Wording): Response {
  // These three never have a body.
  if ([204, 205, 304].includes(status)) return new Response(null, { status })
  return refusal(status, 'A test asked for this fault.')
}

/** Resolves when the connection is gone, because the client leaves or the server closes. */
async function closing(outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed || outgoing.closed) return
  await new Promise<void>(resolve => outgoing.once('close', resolve))
}

async function pause(milliseconds: number, outgoing: ServerResponse): Promise<void> {
  const controller = new AbortController()
  const stop = () => controller.abort()
  outgoing.once('close', stop)
  await wait(milliseconds, undefined, { signal: controller.signal }).catch(() => {})
  outgoing.off('close', stop)
  if (controller.signal.aborted) throw new ClientGone()
}

/** Announces the whole body, and resolves when half of it has been sent. */
async function sendHalf(outgoing: ServerResponse, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  const headers = {
    ...Object.fromEntries(response.headers),
    'content-length': String(Math.max(1, body.length)),
  }
  outgoing.writeHead(response.status, headers)
  outgoing.flushHeaders()
  const half = body.subarray(0, Math.floor(body.length / 2))
  if (half.length > 0) await new Promise<void>(resolve => outgoing.write(half, () => resolve()))
}
