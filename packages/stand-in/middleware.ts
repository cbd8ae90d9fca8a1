import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, Next } from 'hono'
import { ClientGone } from './body.ts'
import type { Received, TestControls } from './controls.ts'
import { respondWithFault } from './fault-effects.ts'

interface Meeting<Facts> {
  /** Null if they are closed. */
  controls: TestControls | null
  /** What faults may be bound to, besides the URL. */
  about: readonly string[]
  /** What the record of requests says of this one, besides method, URL and status. */
  facts: Facts
  /** The answer if the request was refused while it was read: such a request meets faults, too. */
  refused: Response | null
}

/** Middleware: the answer is the work's response, or what the fault of a test turns it into. */
export async function answerThroughFault<Env extends { Bindings: HttpBindings }, Facts extends object>(
  c: Context<Env>,
  next: Next,
  { controls, about, facts, refused }: Meeting<Facts>,
): Promise<void> {
  const { incoming, outgoing }: HttpBindings = c.env
  const request: Received & Facts = {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    status: null,
    ...facts,
  }
  const fault = controls?.meet(request, about) ?? null

  async function work(): Promise<Response> {
    if (refused !== null) return refused
    await next()
    return c.res
  }
  const response =
    controls === null || fault === null
      ? await work()
      : await respondWithFault(fault, work, outgoing, controls.wording)
  // Hono copies the headers of an earlier response to the new one unless the earlier one is removed first.
  c.res = undefined
  c.res = response
  if (!outgoing.destroyed) request.status = response.status
}

/**
 * What an error that is not a refusal leads to: `failed`, unless the client is gone or a part of the answer has been
 * sent. In both cases the connection ends.
 */
export function answerFailure(
  error: Error,
  { incoming, outgoing }: HttpBindings,
  failed: Response,
  log: (line: string) => void,
): Response {
  const isGone = error instanceof ClientGone
  if (!isGone) log(`${incoming.method} ${incoming.url}: ${error.stack ?? error}`)
  if (!isGone && !outgoing.headersSent) return failed
  outgoing.destroy()
  return RESPONSE_ALREADY_SENT
}
