import type { IncomingMessage } from 'node:http'
import { readBody } from '@reels/stand-in'
import { Refusal } from './replies.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** The parsed JSON body, undefined if it is empty. Throws a `Refusal` if it is malformed or too long. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request, MAX_BODY_BYTES)
  if (text === null) throw new Refusal(413, 'Your request is too long.')
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Your request contains invalid JSON.')
  }
}
