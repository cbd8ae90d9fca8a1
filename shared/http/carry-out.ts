import { ObjectId } from 'mongodb'
import { confirmSession } from '#shared/http/authenticate.ts'
import { type Call, requestFor } from '#shared/http/call.ts'
import { isUnsafe } from '#shared/http/endpoint.ts'
import { countWrite } from '#shared/http/writes.ts'
import { connectDatabase, isDatabaseOutage } from '#shared/runtime/database/connection.ts'
import { Outage } from '#shared/runtime/outage.ts'

/**
 * Calls `handle`. A safe method reads while the session is looked up; an unsafe one is counted meanwhile, and waits.
 * @throws Outage if the database does not answer
 */
export async function carryOut(call: Call): Promise<unknown> {
  const header = call.event.headers['idempotency-key']
  const key = header === undefined ? undefined : call.endpoint.idempotent?.parseKey(header)
  try {
    await connectDatabase()
    if (isUnsafe(call.endpoint.method)) {
      await countWrite(call, confirmSession(call))
      return await handleOnce(call, key)
    }
    const { viewer } = call
    const [, result] = await bothOf(confirmSession(call), handleOnce(call, key))
    // [115 again] What was read meanwhile was read for somebody who is not logged in any more.
    return call.viewer === viewer ? result : await handleOnce(call, key)
  } catch (error) {
    throw isDatabaseOutage(error) ? new Outage('database', error) : error
  }
}

/** Both end before the answer: Lambda freezes the container with whatever is still running. */
async function bothOf<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second])
  if (a.status === 'rejected') throw a.reason
  if (b.status === 'rejected') throw b.reason
  return [a.value, b.value]
}

function handleOnce(call: Call, key: string | undefined): Promise<unknown> {
  const freshId = new ObjectId().toHexString()
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
