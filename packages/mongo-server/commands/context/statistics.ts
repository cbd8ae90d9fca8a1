import type { Document } from '../../language/values/bson.ts'

export interface Usage {
  /** Microseconds from the first byte of the command being read to its answer. */
  time: number
  count: number
}

/** The kinds of operations as `top` tells them apart. */
export const USAGE_KINDS = ['queries', 'getmore', 'insert', 'update', 'remove', 'commands'] as const
type UsageKind = (typeof USAGE_KINDS)[number]
export type NamespaceUsage = Record<UsageKind, Usage>

export const LATENCY_KINDS = ['reads', 'writes', 'commands', 'transactions'] as const
type LatencyKind = (typeof LATENCY_KINDS)[number]

/** What has been counted since the server started. */
export interface Statistics {
  connectionsCreated: number
  commands: Map<string, { total: number; failed: number }>
  opcounters: {
    insert: number
    query: number
    update: number
    delete: number
    getmore: number
    command: number
  }
  network: { bytesIn: number; bytesOut: number; numRequests: number }
  latencies: Record<LatencyKind, Usage>
  namespaces: Map<string, NamespaceUsage>
  userErrors: number
}

/** One command that has been answered. */
interface Answered {
  name: string
  command: Document
  sequences: ReadonlyMap<string, readonly unknown[]>
  /** The collection it worked on, or null. */
  namespace: string | null
  inTransaction: boolean
  failed: boolean
  milliseconds: number
}

const USAGE_OF: { readonly [name: string]: UsageKind } = {
  find: 'queries',
  aggregate: 'queries',
  count: 'queries',
  distinct: 'queries',
  getMore: 'getmore',
  insert: 'insert',
  update: 'update',
  findAndModify: 'update',
  findandmodify: 'update',
  delete: 'remove',
}

const READS = new Set(['find', 'getMore', 'aggregate', 'count', 'distinct', 'explain'])
const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'findandmodify', 'bulkWrite'])

/** A hello waits for up to ten seconds on purpose, which would spoil the average. */
const NOT_TIMED = new Set(['hello', 'isMaster', 'ismaster'])

export function startStatistics(): Statistics {
  return {
    connectionsCreated: 0,
    commands: new Map(),
    opcounters: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
    network: { bytesIn: 0, bytesOut: 0, numRequests: 0 },
    latencies: { reads: usage(), writes: usage(), commands: usage(), transactions: usage() },
    namespaces: new Map(),
    userErrors: 0,
  }
}

export function isWrite(name: string): boolean {
  return WRITES.has(name)
}

export function recordAnswer(statistics: Statistics, answered: Answered): void {
  const { name, namespace, failed } = answered
  const command = statistics.commands.get(name) ?? { total: 0, failed: 0 }
  statistics.commands.set(name, command)
  command.total++
  if (failed) {
    command.failed++
    statistics.userErrors++
  }
  countOperation(statistics, answered)
  if (NOT_TIMED.has(name)) return
  const time = answered.milliseconds * 1000
  add(statistics.latencies[READS.has(name) ? 'reads' : isWrite(name) ? 'writes' : 'commands'], time)
  if (answered.inTransaction) add(statistics.latencies.transactions, time)
  if (namespace === null) return
  let used = statistics.namespaces.get(namespace)
  if (!used) {
    used = newUsage()
    statistics.namespaces.set(namespace, used)
  }
  add(used[(Object.hasOwn(USAGE_OF, name) && USAGE_OF[name]) || 'commands'], time)
}

export function newUsage(): NamespaceUsage {
  return {
    queries: usage(),
    getmore: usage(),
    insert: usage(),
    update: usage(),
    remove: usage(),
    commands: usage(),
  }
}

/** Inserts count by the document, updates and deletes by the statement, as mongod counts them. */
function countOperation(statistics: Statistics, { name, command, sequences }: Answered): void {
  const { opcounters } = statistics
  const length = (field: string) => {
    const array: unknown = sequences.get(field) ?? command[field]
    return Array.isArray(array) ? array.length : 0
  }
  if (name === 'insert') opcounters.insert += length('documents')
  else if (name === 'update') opcounters.update += length('updates')
  else if (name === 'delete') opcounters.delete += length('deletes')
  else if (name === 'find' || name === 'aggregate') opcounters.query++
  else if (name === 'getMore') opcounters.getmore++
  else opcounters.command++
}

function usage(): Usage {
  return { time: 0, count: 0 }
}

function add(to: Usage, time: number): void {
  to.time += time
  to.count++
}
