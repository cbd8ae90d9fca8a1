import { randomUUID } from 'node:crypto'
import type { Context } from '../protocol/context.ts'
import { detailsObject } from '../protocol/file-objects.ts'
import { jsonReply, Refusal, type Reply } from '../protocol/replies.ts'
import { isObject } from '../upload/parameters.ts'
import { envelope, signWebhook } from '../webhooks/sender.ts'

const TYPES = ['file.created', 'file.updated', 'file.deleted', 'file-version.created']

/**
 * `POST /_webhooks` with `{ fileId, type? }`: delivers the file's latest event of that type once more, same id and
 * body, signed anew; makes one where there has been none. Answers with the receiver's status, 0 where it gave none.
 */
export async function resendWebhook(
  body: unknown,
  { records, webhooks, urlEndpoint }: Context,
): Promise<Reply> {
  const { fileId, type } = isObject(body) ? body : {}
  if (typeof fileId !== 'string') throw new Refusal(400, 'fileId is missing.')
  if (type !== undefined && (typeof type !== 'string' || !TYPES.includes(type)))
    throw new Refusal(400, `type is one of: ${TYPES.join(', ')}.`)
  if (webhooks.secret === undefined) throw new Refusal(409, 'No receiver of webhooks is configured.')

  const kept = records
    .events()
    .findLast(event => event.fileId === fileId && (type === undefined || event.type === type))
  const event = kept ?? { type: type ?? 'file.created', id: randomUUID() }
  const file = records.file(fileId)
  if (kept === undefined && file === undefined && event.type !== 'file.deleted')
    throw new Refusal(404, 'The requested file does not exist.')
  const data =
    event.type === 'file.deleted' || file === undefined ? { fileId } : detailsObject(file, urlEndpoint)
  const text = kept?.body ?? envelope(event.type, event.id, data)
  const headers = signWebhook(webhooks.secret, event.id, Math.floor(Date.now() / 1000), text)
  return jsonReply(200, { id: event.id, type: event.type, status: await webhooks.sendOnce(text, headers) })
}
