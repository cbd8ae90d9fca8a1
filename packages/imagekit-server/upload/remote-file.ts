import type { Context } from '../protocol/context.ts'
import { invalidFile, receiveBinary } from './file-part.ts'

/** ImageKit waits this long for the headers of a file that it is given as a URL. */
const HEADERS_TIMEOUT_MS = 8000
const BODY_TIMEOUT_MS = 120_000

/**
 * Downloads `url` to `path`. Only from hosts that the settings name, redirects not followed: a media server on a
 * laptop must not become a way into its network. Throws a `Refusal` for whatever keeps it from the file.
 */
export async function fetchFile(url: string, path: string, { fetchableHosts, maxFileBytes }: Context) {
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (target === undefined || !fetchableHosts.includes(target.host)) throw invalidFile()
  const response = await fetchHeaders(target)
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw invalidFile()
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
    throw invalidFile()
  } finally {
    clearTimeout(headersTimer)
  }
}

async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield Buffer.from(chunk)
  } catch {
    throw invalidFile()
  }
}
