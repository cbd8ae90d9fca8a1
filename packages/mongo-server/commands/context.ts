import { commandVariables } from '../language/expressions/expression.ts'
import type { Document } from '../language/values/bson.ts'
import { type Collation, parseCollation } from '../language/values/compare.ts'
import { MongoError } from '../language/values/errors.ts'
import type { Catalog, Collection } from '../storage/catalog.ts'
import type { Store } from '../storage/store.ts'
import type { View } from '../storage/view.ts'
import { type Holder, LockConflict, type Locks, type TableWrites, type Writer } from '../storage/writer.ts'
import type { RetryableWrite } from '../transactions/retryable.ts'
import type { Sessions } from '../transactions/sessions.ts'
import type { Transaction } from '../transactions/transaction.ts'
import { type Arguments, argumentsOf } from './arguments.ts'
import type { ClusterClock } from './cluster-clock.ts'
import type { Cursors } from './cursors.ts'
import type { FailPoints } from './fail-points.ts'

export type Log = (line: string) => void

/** Everything the commands of one server share. */
export type Server = {
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
  counters: { connections: number; created: number; commands: Map<string, number> }
  log: Log
}

export type Client = {
  id: number
  address: string
  appName: string | undefined
  /** Aborted when the socket is gone. */
  gone: AbortSignal
}

/** One command on its way. */
export type Context = {
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
  session: string | undefined
  transaction: Transaction | undefined
  retryable: RetryableWrite | undefined
  view: View
  writer: Writer
}

export type RawField = { name: string; type: 3 | 4; value: Uint8Array }

/** The answer to a command: fields, and fields that are already BSON. */
export type Reply = { fields: Document; raw?: RawField[] }

export type Command = {
  /** Fields beyond the generic ones; others are refused. */
  known?: string[]
  adminOnly?: boolean
  inTransaction?: boolean
  retryable?: boolean
  run(context: Context): Reply | Promise<Reply>
}

export type Commands = Record<string, Command>

export const maxTimeExpired = () => new MongoError('MaxTimeMSExpired', 'operation exceeded time limit')

export function assertTime(context: Context): void {
  if (context.deadline !== undefined && performance.now() >= context.deadline) throw maxTimeExpired()
  if (context.client.gone.aborted) {
    throw new MongoError('Interrupted', 'the client has closed its connection')
  }
}

/** Lets the other clients have their turn. */
export const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve))

const longestTurn = 10

/** Pulls from `source`, giving up the turn when it takes long, until `take` has enough. */
export async function pull<T>(
  context: Context,
  source: Iterator<T | undefined>,
  take: (value: T) => boolean,
): Promise<'more' | 'exhausted'> {
  let turn = performance.now()
  for (let pulled = 0; ; pulled++) {
    const step = source.next()
    if (step.done) return 'exhausted'
    if (step.value !== undefined && !take(step.value)) return 'more'
    if (step.value === undefined || pulled % 64 === 63) {
      assertTime(context)
      if (performance.now() - turn > longestTurn) {
        await nextTurn()
        turn = performance.now()
      }
    }
  }
}

export async function pullAll<T>(context: Context, source: Iterable<T | undefined>): Promise<T[]> {
  const all: T[] = []
  await pull(context, source[Symbol.iterator](), value => all.push(value) > 0)
  return all
}

/** Waits until the holder of a lock is done, at most until the command's time is up. */
export async function waitFor(context: Context, holder: Holder): Promise<void> {
  if (context.deadline === undefined) return holder.finished
  const left = context.deadline - performance.now()
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(maxTimeExpired()), Math.max(0, left))
  try {
    await Promise.race([holder.finished, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs one atomic step; outside of a transaction it waits where a transaction holds what it needs. */
export async function withLocks<T>(context: Context, step: () => T): Promise<T> {
  for (;;) {
    assertTime(context)
    try {
      return step()
    } catch (error) {
      if (!(error instanceof LockConflict)) throw error
      await waitFor(context, error.holder)
    }
  }
}

export function assertNamespace(database: string, name: string): void {
  if (name === '') throw new MongoError('InvalidNamespace', `Invalid namespace specified '${database}.'`)
  if (name.includes('\0') || name.startsWith('.') || name.endsWith('.') || name.includes('$')) {
    throw new MongoError('InvalidNamespace', `Invalid collection name: ${name}`)
  }
  if (/[/\\. "$*<>:|?\0]/.test(database) || database === '') {
    throw new MongoError('InvalidNamespace', `Invalid database name: '${database}'`)
  }
  if (Buffer.byteLength(`${database}.${name}`) > 255) {
    throw new MongoError('InvalidNamespace', 'Fully qualified namespace is too long. Max: 255')
  }
}

/** The collection a command names in its first field. */
export function targetName(context: Context): string {
  const value = context.command[context.name]
  if (typeof value !== 'string') {
    throw new MongoError('InvalidNamespace', `collection name has invalid type ${typeof value}`)
  }
  return value
}

export function findCollection(context: Context, name = targetName(context)): Collection | undefined {
  assertNamespace(context.database, name)
  const collection = context.server.catalog.collection(context.database, name)
  if (collection) context.transaction?.touch(collection)
  return collection
}

export function ensureCollection(context: Context, name = targetName(context)): Collection {
  const found = findCollection(context, name)
  if (found) return found
  if (name.startsWith('system.')) {
    throw new MongoError('InvalidNamespace', `cannot write to '${context.database}.${name}'`)
  }
  return context.server.catalog.create(context.database, name, {})
}

/** The collation of the command, or else that of the collection. */
export function collationOf(collation: Document | undefined, collection: Collection | undefined) {
  if (collation === undefined) return collection?.collation
  return parseCollation(collation)
}

export type { Collation }

export function hintOf(parsed: Arguments): string | Document | undefined {
  const value = parsed.command['hint']
  if (typeof value === 'string') return value
  const document = parsed.document('hint')
  return document && Object.keys(document).length > 0 ? document : undefined
}

/** The variables of the command's `let`, whose values are expressions. */
export function letOf(parsed: Arguments, field = 'let'): Document | undefined {
  const bindings = parsed.document(field)
  return bindings && commandVariables(bindings, new Date())
}

export { argumentsOf }
