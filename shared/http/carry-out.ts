import mongoose from 'mongoose'
import { confirmSession } from '#shared/http/authenticate.ts'
import { type Call, requestFor } from '#shared/http/call.ts'
import { isUnsafe } from '#shared/http/endpoint.ts'
import { connectDatabase, isDatabaseOutage } from '#shared/runtime/database/connection.ts'
import { Outage } from '#shared/runtime/outage.ts'

/**
 * Calls `handle`. A safe method reads while the session is looked up; an unsafe one waits for that first.
 * @throws Outage if the database does not answer
 */
export async function carryOut(call: Call): Promise<unknown> {
  const header = call.event.headers['idempotency-key']
  const key = header === undefined ? undefined : call.endpoint.idempotent?.parseKey(header)
  try {
    await connectDatabase()
    const confirmed = confirmSession(call)
    if (isUnsafe(call.endpoint.method)) await confirmed
    // Both end before the answer: Lambda freezes the container with whatever is still running.
    const [session, result] = await Promise.allSettled([confirmed, handleOnce(call, key)])
    if (session.status === 'rejected') throw session.reason
    if (result.status === 'rejected') throw result.reason
    return result.value
  } catch (error) {
    throw isDatabaseOutage(error) ? new Outage('database', error) : error
  }
}

function handleOnce(call: Call, key: string | undefined): Promise<unknown> {
  const freshId = new mongoose.Types.ObjectId().toHexString()
  const handle = (newId: string) => call.endpoint.handle(requestFor(call, newId))
  const { idempotent } = call.endpoint
  // [41 once] Only this key tells a retry from a new request.
  if (key === undefined || !idempotent || !call.viewer) return handle(freshId)
  const request = {
    accountId: call.viewer.id,
    operation: `${call.endpoint.method} ${call.endpoint.path}`,
    key,
    rawBody: call.rawBody,
  }
  return idempotent.once(request, freshId, handle)
}
