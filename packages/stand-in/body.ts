import type { IncomingMessage } from 'node:http'

/** Thrown when nobody is left to answer: the client went away, or a fault cuts the connection. */
export class ClientGone extends Error {}

/** The text of the body, read to its end; null if it is longer than `maxBytes`. Throws `ClientGone`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      length += chunk.length
      if (length <= maxBytes) chunks.push(chunk)
    }
  } catch {
    throw new ClientGone()
  }
  return length > maxBytes ? null : Buffer.concat(chunks).toString('utf8')
}
