import { createServer, type Socket } from 'node:net'
import { OUTPUT_PREFIX } from './commands/aggregation/output-stages.ts'
import { allCommands } from './commands/all-commands.ts'
import { REPLICA_SET } from './commands/connecting/handshake.ts'
import { argumentsOf } from './commands/context/arguments.ts'
import { startClock } from './commands/context/cluster-clock.ts'
import type { Client, Context, Server } from './commands/context/context.ts'
import { startFailPoints } from './commands/context/fail-points.ts'
import { startCursors } from './commands/context/open-cursors.ts'
import { startOperations } from './commands/context/operations.ts'
import { startStatistics } from './commands/context/statistics.ts'
import { dispatch } from './commands/dispatch.ts'
import { openCatalog } from './storage/catalog.ts'
import { openStore } from './storage/store.ts'
import { connectionView } from './storage/view.ts'
import { directWriter, type Locks, tableWrites } from './storage/writer.ts'
import { openSessions } from './transactions/sessions.ts'
import { removeExpired } from './ttl.ts'
import { serveConnection } from './wire/connection.ts'

export interface MongoOptions {
  /** 0 takes any free port. */
  port: number
  host?: string
  /**
   * A directory for this server alone. `:memory:` makes one in the temporary directory, which is removed when the
   * server closes.
   */
  dataDir: string | ':memory:'
  /** Allows `configureFailPoint`. */
  testCommands?: boolean
  /** How often TTL indexes, idle cursors and old sessions are checked. Default: one minute. */
  monitorMilliseconds?: number
  log?: (line: string) => void
}

export interface Mongo {
  port: number
  uri: string
  close(): Promise<void>
}

/**
 * Starts a server that answers as the one member of a replica set. Rejects with EADDRINUSE if the port is taken, and
 * with another error if another process has the data directory open.
 */
export async function startMongo(options: MongoOptions): Promise<Mongo> {
  const host = options.host ?? '127.0.0.1'
  const log = options.log ?? (() => undefined)
  const sockets = new Set<Socket>()
  let running: Server | undefined
  const listener = createServer(socket => {
    if (!running) return void socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(running, socket)
  })
  const port = await listening(listener, options.port, host)

  let store: ReturnType<typeof openStore>
  try {
    store = openStore(options.dataDir)
  } catch (error) {
    listener.close()
    throw error
  }
  const catalog = openCatalog(store)
  const tables = tableWrites(store)
  const locks: Locks = new Map()
  const view = connectionView(store.main)
  const server: Server = {
    host,
    port,
    dataDir: store.directory,
    testCommands: options.testCommands ?? false,
    startedAt: new Date(),
    store,
    catalog,
    tables,
    locks,
    view,
    writer: directWriter(catalog, tables, locks, view),
    clock: startClock(),
    cursors: startCursors(),
    sessions: openSessions(store, { store, catalog, tables, locks, main: view }),
    failPoints: startFailPoints(),
    parameters: new Map<string, unknown>([
      ['featureCompatibilityVersion', { version: '8.0' }],
      ['transactionLifetimeLimitSeconds', 60],
      ['ttlMonitorSleepSecs', Math.round((options.monitorMilliseconds ?? 60_000) / 1000)],
      ['enableTestCommands', options.testCommands ?? false],
      ['requireApiVersion', false],
      ['authenticationMechanisms', []],
      ['logComponentVerbosity', { verbosity: 0 }],
    ]),
    clients: new Set(),
    operations: startOperations(),
    statistics: startStatistics(),
    log,
  }
  store.beforeCommit(() => server.clock.tick())
  // What a $out had not finished when the process ended.
  for (const collection of catalog.collections()) {
    if (collection.name.startsWith(OUTPUT_PREFIX)) catalog.drop(collection)
  }
  running = server

  let monitoring = Promise.resolve()
  const monitor = setInterval(() => {
    monitoring = monitoring
      .then(async () => {
        server.cursors.expire(Date.now())
        server.sessions.expire(Date.now())
        const removed = await removeExpired(monitorContext(server), new Date())
        if (removed > 0) log(`TTL: removed ${removed} expired documents`)
        await store.durable()
      })
      .catch(error => log(`monitor: ${String(error)}`))
  }, options.monitorMilliseconds ?? 60_000)
  monitor.unref()

  return {
    port,
    uri: `mongodb://${host}:${port}/?replicaSet=${REPLICA_SET}&directConnection=true`,
    async close() {
      clearInterval(monitor)
      const closed = new Promise<void>(resolve => listener.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      await monitoring
      server.sessions.endAll()
      store.close()
    },
  }
}

function listening(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function serve(server: Server, socket: Socket): void {
  const gone = new AbortController()
  const client: Client = {
    id: ++server.statistics.connectionsCreated,
    address: `${socket.remoteAddress}:${socket.remotePort}`,
    appName: undefined,
    gone: gone.signal,
  }
  server.clients.add(client)
  serveConnection(socket, {
    answer: request => dispatch(server, client, allCommands, request),
    closed() {
      gone.abort()
      server.clients.delete(client)
    },
    log: line => server.log(`connection ${client.id}: ${line}`),
  })
}

/** The monitor has a context like a client. */
function monitorContext(server: Server): Context {
  const client: Client = { id: 0, address: 'monitor', appName: undefined, gone: new AbortController().signal }
  return {
    server,
    client,
    database: 'admin',
    command: {},
    name: 'monitor',
    arguments: argumentsOf('monitor', {}),
    body: new Uint8Array(),
    sequences: new Map(),
    deadline: undefined,
    operation: undefined,
    session: undefined,
    transaction: undefined,
    retryable: undefined,
    view: server.view,
    writer: server.writer,
  }
}
