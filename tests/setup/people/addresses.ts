import { randomInt } from 'node:crypto'
import { request } from 'node:http'

/** A loopback address that no other test uses, because limits are counted by address. */
export function newAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(2, 255)}`
}

/** A `fetch` over http that comes from the given loopback address. */
export function fetchFrom(address: string): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const headers = Object.fromEntries(new Headers(init?.headers))
    const given = init?.body
    const body = typeof given === 'string' || given instanceof Uint8Array ? given : undefined
    // Node sends the body of a DELETE only if it knows the length.
    if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body))
    const outgoing = request(
      {
        // On IPv4 a machine has a whole network of loopback addresses.
        host: '127.0.0.1',
        port: url.port,
        path: url.pathname + url.search,
        method: init?.method ?? 'GET',
        headers: { host: url.host, ...headers },
        localAddress: address,
        ...(init?.signal && { signal: init.signal }),
      },
      async incoming => {
        try {
          const chunks: Buffer[] = []
          for await (const chunk of incoming) chunks.push(chunk)
          const status = incoming.statusCode ?? 500
          const pairs = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          )
          resolve(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: pairs }))
        } catch (error) {
          reject(error)
        }
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
    return promise
  }
}
