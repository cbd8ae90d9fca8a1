import mongoose from 'mongoose'
import { Problem } from '#shared/contract/problems.ts'
import type { AnyRequest, Call } from '#shared/http/call.ts'
import { connectDatabase } from '#shared/runtime/database/connection.ts'
import { writingOnceAllowed } from '#shared/runtime/database/define-model.ts'
import { isSessionAlive } from '#shared/sessions/finding.ts'

/**
 * Calls `handle`, once the database is connected and the Idempotency-Key, if there is one, is ours. It reads
 * while the session is being looked up, and writes when that is known to be alive.
 */
export async function carryOut(call: Call): Promise<unknown> {
  const header = call.event.headers['idempotency-key']
  const key = header === undefined ? undefined : call.endpoint.idempotent?.parseKey(header)
  if (!call.endpoint.withoutDatabase) await connectDatabase()
  const session = checkSession(call)
  // Both end before the answer: a Lambda is frozen with whatever is still under way.
  const [alive, result] = await Promise.allSettled([
    session,
    writingOnceAllowed(session, () => handleOnce(call, key)),
  ])
  if (alive.status === 'rejected') throw alive.reason
  if (result.status === 'rejected') throw result.reason
  return result.value
}

function handleOnce(call: Call, key: string | undefined): Promise<unknown> {
  const freshId = new mongoose.Types.ObjectId().toHexString()
  const handle = (newId: string) => call.endpoint.handle(requestFor(call, newId))
  const { idempotent } = call.endpoint
  // [41 once] Only this key tells a retry from a new request.
  if (key === undefined || !idempotent || !call.viewer) return handle(freshId)
  return idempotent.once(
    {
      accountId: call.viewer.id,
      operation: `${call.endpoint.method} ${call.endpoint.path}`,
      key,
      rawBody: call.rawBody,
    },
    freshId,
    handle,
  )
}

async function checkSession(call: Call): Promise<void> {
  const { auth } = call.endpoint
  // Where login is optional nothing private is at stake: the signature and 15 minutes are enough.
  if (auth === 'public' || auth === 'optional' || !call.viewer) return
  // [16 alive] An access token outlives its session by up to 15 minutes.
  if (!(await isSessionAlive(call.viewer))) throw new Problem('NotAuthenticated')
}

function requestFor(call: Call, newId: string): AnyRequest {
  const { http } = call.event.requestContext
  return {
    ...call.input,
    viewer: call.viewer,
    caller: {
      // [6 address] The address that the gateway saw. Anyone can send X-Forwarded-For.
      ip: http.sourceIp ?? null,
      userAgent: http.userAgent ?? call.event.headers['user-agent'] ?? null,
    },
    path: call.event.rawPath,
    cookies: call.cookies,
    headers: call.event.headers,
    rawBody: call.rawBody,
    newId,
    setCookies: cookies => {
      call.setCookies = cookies
    },
    setHeaders: headers => {
      Object.assign(call.responseHeaders, headers)
    },
    fail: (code, options) => {
      throw new Problem(code, options)
    },
  }
}
