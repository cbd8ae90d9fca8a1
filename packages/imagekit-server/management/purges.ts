import type { Context } from '../protocol/context.ts'
import { newId } from '../protocol/names.ts'
import { jsonReply, Refusal, type Reply } from '../protocol/replies.ts'
import { isObject } from '../upload/parameters.ts'

/** `POST /v1/files/purge`. There is no cache to purge here; the answers are those of one. */
export function createPurge(body: unknown, { records }: Context): Reply {
  const url = isObject(body) ? body.url : undefined
  if (typeof url !== 'string' || url === '') throw new Refusal(400, 'Your request is missing url parameter.')
  const requestId = newId()
  records.addPurge(requestId)
  return jsonReply(201, { requestId })
}

/** Pending at the first look, completed from the second on: a caller that never waits shows itself. */
export function purgeStatus(requestId: string, { records }: Context): Reply {
  const polls = records.pollPurge(requestId)
  if (polls === undefined) throw new Refusal(404, 'No request found with this requestId.')
  return jsonReply(200, { status: polls === 0 ? 'Pending' : 'Completed' })
}
