import type { IncomingMessage } from 'node:http'
import { ClientGone, Refusal } from './replies.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** The parsed JSON body, undefined if it is empty. Throws a `Refusal` if it is malformed or too long. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      length += chunk.length
      if (length <= MAX_BODY_BYTES) chunks.push(chunk)
    }
  } catch {
    throw new ClientGone()
  }
  if (length > MAX_BODY_BYTES) throw new Refusal(413, 'Your request is too long.')
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Your request contains invalid JSON.')
  }
}
