import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { callInProcess } from './in-process.ts'

/** A request that has arrived. */
interface Arrived {
  method: string
  path: string
  type: string
  body: string
}

/**
 * An address of its own for the functions in this process, so that a browser can call them and a test sees what arrives.
 * @param settings replace those of the tests; they are read with the first request
 */
export async function serveInProcess(settings: Record<string, string>) {
  const arrived: Arrived[] = []
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const { method = 'GET', url = '/', headers } = incoming
    arrived.push({ method, path: url, type: headers['content-type'] ?? '', body })
    const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    )
    const response = await callInProcess(
      `http://${headers.host}${url}`,
      { method, headers: sent, ...(body !== '' && { body }) },
      { sourceIp: incoming.socket.remoteAddress, settings },
    )
    answer.writeHead(response.statusCode, {
      ...response.headers,
      ...(response.cookies && { 'set-cookie': response.cookies }),
    })
    answer.end(Buffer.from(response.body, response.isBase64Encoded ? 'base64' : 'utf8'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    arrived,
    close(): void {
      server.close().closeAllConnections()
    },
  }
}
