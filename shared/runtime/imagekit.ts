import ImageKit from 'imagekit'
import { config } from '#shared/runtime/config.ts'
import { Outage } from '#shared/runtime/outage.ts'
import { timed } from '#shared/runtime/time-spent.ts'

let client: ImageKit | undefined

/** The one client of this container. */
export function imagekit(): ImageKit {
  const { privateKey, apiUrl } = config().media
  client ??= new ImageKit({
    privateKey,
    ...(apiUrl && { baseURL: apiUrl }),
    // [36 no-retry] An upload whose answer was lost may be stored already; the SDK would send it twice more.
    maxRetries: 0,
    // ImageKit redirects nothing. Somebody who makes it do so would choose what this function connects to.
    fetchOptions: { redirect: 'error' },
  })
  return client
}

/** @throws Outage if ImageKit does not answer in time, or answers with an error */
export async function reachImagekit<T>(
  milliseconds: number,
  call: (imagekit: ImageKit, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    // The client's own time-out ends with the response headers; this one covers the body too.
    return await timed('imagekit', () => call(imagekit(), AbortSignal.timeout(milliseconds)))
  } catch (cause) {
    throw new Outage('media', cause)
  }
}

/** Did ImageKit answer with this status? */
export function isImagekitStatus(error: unknown, status: number): boolean {
  return error instanceof ImageKit.APIError && error.status === status
}
