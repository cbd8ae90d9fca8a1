import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/** All of a server but its socket. */
export interface Service {
  fetch(request: Request, env: object): Response | Promise<Response>
  /** Ends what no connection needs any more, such as timers. Requests may still be under way. */
  stop(): void | Promise<void>
  /** Closes what requests work with. None is under way. */
  close(): void | Promise<void>
}

export interface Listening {
  port: number
  /** Without a slash at the end. */
  url: string
  close(): Promise<void>
}

export interface Socket {
  /** 0 for a free one. */
  port: number
  host?: string | undefined
}

/**
 * Listens, and only then starts the service, which learns its own address. Rejects with the system's error
 * (`EADDRINUSE`) if the port is taken, and with what `startService` throws.
 */
export async function startListening(
  { port: wanted, host = '127.0.0.1' }: Socket,
  startService: (url: string) => Service,
): Promise<Listening> {
  const server = createServer()
  server.listen(wanted, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : wanted
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`

  async function closeServer(): Promise<void> {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  try {
    const service = startService(url)
    const underWay = new Set<Promise<Response>>()

    function answer(request: Request, env: object): Promise<Response> {
      const answered = Promise.resolve(service.fetch(request, env)).finally(() => underWay.delete(answered))
      underWay.add(answered)
      return answered
    }
    // Neither the globals of the process nor the body of a request may change: the API's tests run beside this.
    const listenerOptions = { overrideGlobalObjects: false, autoCleanupIncoming: false }
    server.on('request', getRequestListener(answer, listenerOptions))

    async function closeAll(): Promise<void> {
      await closeServer()
      await service.stop()
      await Promise.allSettled(underWay)
      await service.close()
    }
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= closeAll()
      return closing
    }
    return { port, url, close }
  } catch (error) {
    await closeServer()
    throw error
  }
}
