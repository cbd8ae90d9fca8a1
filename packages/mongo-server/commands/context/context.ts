import type { Document } from '../../language/values/bson.ts'
import type { Catalog } from '../../storage/catalog.ts'
import type { Store } from '../../storage/store.ts'
import type { View } from '../../storage/view.ts'
import type { Locks, TableWrites, Writer } from '../../storage/writer.ts'
import type { RetryableWrite } from '../../transactions/retryable.ts'
import type { Sessions } from '../../transactions/sessions.ts'
import type { Transaction } from '../../transactions/transaction.ts'
import type { Arguments } from './arguments.ts'
import type { ClusterClock } from './cluster-clock.ts'
import type { FailPoints } from './fail-points.ts'
import type { Cursors } from './open-cursors.ts'
import type { Operation, Operations } from './operations.ts'
import type { Statistics } from './statistics.ts'

type Log = (line: string) => void

/** What all commands of a server share. */
export interface Server {
  host: string
  port: number
  dataDir: string
  testCommands: boolean
  startedAt: Date
  store: Store
  catalog: Catalog
  tables: TableWrites
  locks: Locks
  view: View
  writer: Writer
  clock: ClusterClock
  cursors: Cursors
  sessions: Sessions
  failPoints: FailPoints
  parameters: Map<string, unknown>
  clients: Set<Client>
  operations: Operations
  statistics: Statistics
  log: Log
}

export interface Client {
  id: number
  address: string
  appName: string | undefined
  /** Aborted when the socket has closed. */
  gone: AbortSignal
}

/** One command on its way. */
export interface Context {
  server: Server
  client: Client
  database: string
  command: Document
  name: string
  arguments: Arguments
  body: Uint8Array
  sequences: Map<string, Uint8Array[]>
  /** Milliseconds of `performance.now()` at which the command has used up its `maxTimeMS`. */
  deadline: number | undefined
  operation: Operation | undefined
  session: string | undefined
  transaction: Transaction | undefined
  retryable: RetryableWrite | undefined
  view: View
  writer: Writer
}

interface RawField {
  name: string
  type: 3 | 4
  value: Uint8Array
}

/** The answer to a command: fields, and fields that are BSON already. */
export interface Reply {
  fields: Document
  raw?: RawField[]
}

export interface Command {
  /** The fields that the command knows beyond those of all commands. Any other field is refused. */
  known?: string[]
  adminOnly?: boolean
  /** Only available if the server was started for tests. */
  testOnly?: boolean
  inTransaction?: boolean
  retryable?: boolean
  run(context: Context): Reply | Promise<Reply>
}

export type Commands = Record<string, Command>
