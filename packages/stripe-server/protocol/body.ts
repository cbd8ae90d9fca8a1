import type { IncomingMessage } from 'node:http'
import { readBody } from '@reels/stand-in'
import { invalidParameter, Refusal } from './refusals.ts'

const MAX_BYTES = 256 * 1024

/** The text of the body. Throws a `Refusal` if it is too long. */
export async function readText(request: IncomingMessage): Promise<string> {
  const text = await readBody(request, MAX_BYTES)
  if (text === null) {
    throw new Refusal(413, { type: 'invalid_request_error', message: 'The request is too long.' }, false)
  }
  return text
}

/** The parsed JSON, an empty object for an empty text. Throws a `Refusal` if it is malformed. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw invalidParameter('Invalid request: the body is not valid JSON.')
  }
}
