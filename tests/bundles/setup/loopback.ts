import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** Serves on a free port of this machine, and reads the whole body of each request. */
export async function serveOnLoopback(
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void> | void,
): Promise<{ address: string; url: string; close(): Promise<void> }> {
  async function read(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    await answer(request, Buffer.concat(pieces), response)
  }
  const server = createServer((request, response) => {
    read(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const address = `127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
  return {
    address,
    url: `http://${address}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
