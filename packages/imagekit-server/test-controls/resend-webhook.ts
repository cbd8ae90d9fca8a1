import { randomUUID } from 'node:crypto'
import type { Context } from '../protocol/context.ts'
import { detailsObject } from '../protocol/file-objects.ts'
import { isObject } from '../protocol/parameters.ts'
import { Refusal } from '../protocol/replies.ts'
import { envelope } from '../webhooks/sender.ts'

const TYPES = ['file.created', 'file.updated', 'file.deleted', 'file-version.created']

/**
 * `POST /_webhooks` with `{ fileId, type? }`: sends the file's latest event of that type again, with the same id and
 * body and a new signature, or a new event if there was none. Answers with the receiver's status, 0 for no answer.
 */
export async function resendWebhook(
  body: unknown,
  { records, webhooks, urlEndpoint }: Context,
): Promise<Response> {
  const { fileId, type } = isObject(body) ? body : {}
  if (typeof fileId !== 'string') throw new Refusal(400, 'fileId is missing.')
  if (type !== undefined && (typeof type !== 'string' || !TYPES.includes(type))) {
    throw new Refusal(400, `type must be one of: ${TYPES.join(', ')}.`)
  }
  if (!webhooks.isEnabled) throw new Refusal(409, 'No receiver of webhooks is configured.')

  const kept = records
    .events()
    .findLast(event => event.fileId === fileId && (type === undefined || event.type === type))
  const event = kept ?? { type: type ?? 'file.created', id: randomUUID() }
  const file = records.file(fileId)
  if (kept === undefined && file === null && event.type !== 'file.deleted') {
    throw new Refusal(404, 'The requested file does not exist.')
  }
  const data = event.type === 'file.deleted' || file === null ? { fileId } : detailsObject(file, urlEndpoint)
  const { id, type: sent } = event
  const status = await webhooks.sendOnce({ id, body: kept?.body ?? envelope(sent, id, data) })
  return Response.json({ id, type: sent, status })
}
