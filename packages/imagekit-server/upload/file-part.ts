import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { invalidParameter } from '../protocol/parameters.ts'

/** The content of a `file` part: bytes that are on disk now, or a URL to fetch them from. */
export type ArrivedFile = ArrivedBytes | { url: string }

export interface ArrivedBytes {
  /** In bytes. */
  size: number
  /** Quoted, ready for the header. */
  etag: string
  /** Whether the limit was exceeded, and only the beginning kept. */
  tooLarge: boolean
}

interface Destination {
  path: string
  maxBytes: number
}

const MAX_URL_LENGTH = 4096
/** The comma of a data URI must be among this many bytes. */
const MAX_PREFIX_LENGTH = 512

/** Writes a binary part to disk as it arrives. Bytes beyond `maxBytes` are counted and dropped. */
export async function receiveBinary(
  chunks: AsyncIterable<Buffer>,
  { path, maxBytes }: Destination,
): Promise<ArrivedBytes> {
  const handle = await open(path, 'wx')
  try {
    const hash = createHash('sha256')
    const size = await writeAll(chunks, handle, hash, maxBytes)
    await handle.sync()
    return { size, etag: `"${hash.digest('hex').slice(0, 32)}"`, tooLarge: size > maxBytes }
  } finally {
    await handle.close()
  }
}

/** Reads a `file` part that came as text: an http(s) URL, a data URI, or plain Base64. */
export async function receiveText(
  chunks: AsyncIterable<Buffer>,
  destination: Destination,
): Promise<ArrivedFile> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head = ''
  let done = false
  while (!done && head.length < MAX_PREFIX_LENGTH) {
    const next = await iterator.next()
    done = next.done === true
    if (next.done !== true) head += next.value.toString('latin1')
  }
  const rest: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => iterator }

  if (/^https?:\/\//i.test(head)) return { url: await wholeUrl(head, rest) }
  const prefix = /^data:[^,]{0,400};base64,/i.exec(head)?.[0] ?? ''
  return receiveBinary(decodeBase64(head.slice(prefix.length), rest), destination)
}

async function wholeUrl(head: string, rest: AsyncIterable<Buffer>): Promise<string> {
  let url = head
  for await (const chunk of rest) {
    if (url.length <= MAX_URL_LENGTH) url += chunk.toString('utf8')
  }
  if (url.length > MAX_URL_LENGTH) throw invalidParameter('file')
  return url
}

/**
 * Decodes Base64 as it arrives, four characters to three bytes. White space is allowed. Throws a `Refusal` for anything
 * else, but only at the end: a part that is not read to its end would stall the parser it comes from.
 */
async function* decodeBase64(head: string, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending = ''
  let padded = false
  let valid = true
  function take(text: string): Buffer {
    pending += text.replace(/\s+/g, '')
    const ready = pending.slice(0, pending.length - (pending.length % 4))
    pending = pending.slice(ready.length)
    valid &&= ready === '' || (!padded && /^[A-Za-z0-9+/]*={0,2}$/.test(ready))
    padded ||= ready.endsWith('=')
    return valid ? Buffer.from(ready, 'base64') : Buffer.alloc(0)
  }
  yield take(head)
  for await (const chunk of rest) yield take(chunk.toString('latin1'))
  // Without padding, two or three characters can be left over, but never one.
  if (pending.length === 1) throw invalidParameter('file')
  if (pending !== '') yield take('='.repeat(4 - pending.length))
  if (!valid) throw invalidParameter('file')
}

async function writeAll(chunks: AsyncIterable<Buffer>, handle: FileHandle, hash: Hash, maxBytes: number) {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > maxBytes) continue
    hash.update(chunk)
    await handle.appendFile(chunk)
  }
  return size
}
