import { Long } from 'bson'
import { type Document, isDocument } from '../../language/values/bson.ts'
import { REPLICA_SET, SERVER_VERSION } from '../connecting/handshake.ts'
import type { Commands, Context, Reply, Server } from '../context/context.ts'
import {
  isWrite,
  LATENCY_KINDS,
  type NamespaceUsage,
  newUsage,
  USAGE_KINDS,
  type Usage,
} from '../context/statistics.ts'

const READING = ['queries', 'getmore'] as const
const WRITING = ['insert', 'update', 'remove'] as const

export const statusCommands: Commands = {
  serverStatus: { run: serverStatus },
  top: { known: [], adminOnly: true, run: top },
}

/** `latencyStats` of `$collStats`. */
export function latencyStats(server: Server, namespace: string): Document {
  const usage = server.statistics.namespaces.get(namespace) ?? newUsage()
  return {
    reads: latency(summed(usage, READING)),
    writes: latency(summed(usage, WRITING)),
    commands: latency(usage.commands),
  }
}

function longs(counts: { readonly [name: string]: number }): Document {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Long.fromNumber(count)]))
}

function latency({ time, count }: Usage): Document {
  return longs({ latency: Math.round(time), ops: count })
}

function sectionsOf(server: Server): Document {
  const { connectionsCreated, commands, opcounters, network, latencies, userErrors } = server.statistics
  const uptime = (Date.now() - server.startedAt.getTime()) / 1000
  const memory = process.memoryUsage()
  const running = server.operations.running()
  const queued = running.filter(({ waiting }) => waiting).length
  const writers = running.filter(({ name, waiting }) => !waiting && isWrite(name)).length
  const transactions = server.sessions.active().length
  const me = `${server.host}:${server.port}`
  return {
    host: me,
    version: SERVER_VERSION,
    process: 'packages/mongo-server',
    pid: Long.fromNumber(process.pid),
    uptime,
    uptimeMillis: Long.fromNumber(Math.round(uptime * 1000)),
    uptimeEstimate: Long.fromNumber(Math.round(uptime)),
    localTime: new Date(),
    asserts: { regular: 0, warning: 0, msg: 0, user: userErrors, rollovers: 0 },
    connections: {
      current: server.clients.size,
      available: 65_536,
      totalCreated: Long.fromNumber(connectionsCreated),
      active: new Set(running.map(({ client }) => client.id)).size,
    },
    globalLock: {
      totalTime: Long.fromNumber(Math.round(uptime * 1e6)),
      currentQueue: { total: queued, readers: 0, writers: queued },
      activeClients: {
        total: running.length - queued,
        readers: running.length - queued - writers,
        writers,
      },
    },
    logicalSessionRecordCache: { activeSessionsCount: server.sessions.list().length },
    mem: {
      bits: 64,
      resident: Math.round(memory.rss / 2 ** 20),
      supported: true,
    },
    metrics: {
      commands: Object.fromEntries([...commands].map(([name, counts]) => [name, longs(counts)])),
      cursor: { open: { total: Long.fromNumber(server.cursors.open.size) } },
    },
    network: longs(network),
    opcounters: longs(opcounters),
    opLatencies: Object.fromEntries(LATENCY_KINDS.map(kind => [kind, latency(latencies[kind])])),
    repl: {
      setName: REPLICA_SET,
      setVersion: 1,
      isWritablePrimary: true,
      secondary: false,
      hosts: [me],
      primary: me,
      me,
    },
    storageEngine: { name: 'sqlite', supportsCommittedReads: true, persistent: true, readOnly: false },
    log: {
      committedGroups: Long.fromNumber(server.store.groups.committed),
      syncedGroups: Long.fromNumber(server.store.groups.synced),
    },
    transactions: { currentOpen: Long.fromNumber(transactions) },
  }
}

/** Sections that the command names with 0 are left out; all others are there in any case. */
function serverStatus({ server, command }: Context): Reply {
  const kept = Object.entries(sectionsOf(server)).filter(([section]) => {
    const wanted: unknown = command[section]
    return wanted === undefined || isDocument(wanted) || Boolean(Number(wanted))
  })
  return { fields: Object.fromEntries(kept) }
}

function summed(usage: NamespaceUsage, kinds: readonly (keyof NamespaceUsage)[]): Usage {
  return {
    time: kinds.reduce((sum, kind) => sum + usage[kind].time, 0),
    count: kinds.reduce((sum, kind) => sum + usage[kind].count, 0),
  }
}

/**
 * Times in microseconds. There are no locks on collections, so each read counts as a read lock and each write as a
 * write lock.
 */
function top({ server }: Context): Reply {
  const shown = ({ time, count }: Usage): Document => ({
    time: Long.fromNumber(Math.round(time)),
    count: Long.fromNumber(count),
  })
  const totals: Document = { note: 'all times in microseconds' }
  for (const [namespace, usage] of server.statistics.namespaces) {
    totals[namespace] = {
      total: shown(summed(usage, USAGE_KINDS)),
      readLock: shown(summed(usage, READING)),
      writeLock: shown(summed(usage, WRITING)),
      ...Object.fromEntries(USAGE_KINDS.map(kind => [kind, shown(usage[kind])])),
    }
  }
  return { fields: { totals } }
}
