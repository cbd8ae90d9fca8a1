import type { Context } from '../protocol/context.ts'
import { newId } from '../protocol/names.ts'
import { requiredText } from '../protocol/parameters.ts'
import { Refusal } from '../protocol/replies.ts'

/** `POST /v1/files/purge`. There is no cache to purge here, but the answers are those of one. */
export function createPurge(body: unknown, { records }: Context): Response {
  requiredText(body, 'url')
  const requestId = newId()
  records.addPurge(requestId)
  return Response.json({ requestId }, { status: 201 })
}

/** Pending at the first look and completed from the second on, so that a caller that never waits is noticed. */
export function purgeStatus(requestId: string, { records }: Context): Response {
  const polls = records.pollPurge(requestId)
  if (polls === null) throw new Refusal(404, 'No request found with this requestId.')
  return Response.json({ status: polls === 0 ? 'Pending' : 'Completed' })
}
