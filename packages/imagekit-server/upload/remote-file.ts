import type { Context } from '../protocol/context.ts'
import { invalidParameter } from '../protocol/parameters.ts'
import { type ArrivedBytes, receiveBinary } from './file-part.ts'

/** How long ImageKit waits for the headers of a file that it fetches from a URL. */
const HEADERS_TIMEOUT_MS = 8000
const BODY_TIMEOUT_MS = 120_000

/**
 * Downloads `url` to `path`, only from hosts that the settings name and without following redirects: a media server on
 * a laptop must not open the laptop's network to others. Throws a `Refusal` if it cannot get the file.
 */
export async function fetchFile(
  url: string,
  path: string,
  { fetchableHosts, maxFileBytes }: Context,
): Promise<ArrivedBytes> {
  const target = URL.parse(url)
  if (target === null || !fetchableHosts.includes(target.host)) throw invalidParameter('file')
  const response = await fetchHeaders(target)
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw invalidParameter('file')
  }
  return receiveBinary(chunksOf(response.body), { path, maxBytes: maxFileBytes })
}

async function fetchHeaders(url: URL): Promise<Response> {
  const controller = new AbortController()
  const headersTimer = setTimeout(() => controller.abort(), HEADERS_TIMEOUT_MS)
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(BODY_TIMEOUT_MS)])
  try {
    return await fetch(url, { signal, redirect: 'error' })
  } catch {
    throw invalidParameter('file')
  } finally {
    clearTimeout(headersTimer)
  }
}

async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield Buffer.from(chunk)
  } catch {
    throw invalidParameter('file')
  }
}
