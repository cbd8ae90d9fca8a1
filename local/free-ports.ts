import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

// Below the ports that Linux, macOS and Windows give to outgoing connections: one of these could take a port between the
// moment when it was found to be free and the moment when a server listens on it.
const FIRST = 20_000
const LAST = 32_000

/** Ports that nothing listens on, for servers that start a moment later. All of them differ. */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = []
  const ports: number[] = []
  while (ports.length < count) {
    const port = randomInt(FIRST, LAST)
    const server = createServer()
    try {
      // Without a host, so that a server on any address of this machine is in the way.
      await once(server.listen(port), 'listening')
      held.push(server)
      ports.push(port)
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error
    }
  }
  await Promise.all(held.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}
