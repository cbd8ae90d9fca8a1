import { open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { ClientGone, type FileSlice, type Reply } from './protocol/replies.ts'
import { ifThere } from './storage/if-there.ts'

/** Writes an answer. Bytes of a file are opened before its headers go out, so that a vanished one is a 404. */
export async function sendReply(response: ServerResponse, reply: Reply, method: string): Promise<void> {
  const { body } = reply
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    const length = bytes?.length ?? 0
    const hasNoBody = reply.status === 204 || reply.status === 304
    response.writeHead(reply.status, { ...reply.headers, ...(!hasNoBody && { 'content-length': length }) })
    response.end(method === 'HEAD' ? undefined : bytes)
    return
  }
  await sendSlice(response, reply, body, method)
}

const LEFT = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']

async function sendSlice(response: ServerResponse, reply: Reply, slice: FileSlice, method: string) {
  const handle = await ifThere(open(slice.path))
  if (handle === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain', 'ik-error': 'ENOENT - Not Found' })
    response.end('Not Found')
    return
  }
  try {
    response.writeHead(reply.status, { ...reply.headers, 'content-length': slice.length })
    if (method === 'HEAD' || slice.length === 0) {
      response.end()
      return
    }
    const { start, length } = slice
    await pipeline(handle.createReadStream({ start, end: start + length - 1, autoClose: false }), response)
  } catch (error) {
    // Players leave in the middle of a video all the time.
    const hasLeft = error instanceof Error && 'code' in error && LEFT.includes(String(error.code))
    throw hasLeft ? new ClientGone() : error
  } finally {
    await handle.close()
  }
}
