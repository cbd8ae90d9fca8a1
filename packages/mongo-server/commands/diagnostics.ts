import { arch, availableParallelism, hostname, platform, release, totalmem } from 'node:os'
import { Long } from 'bson'
import { compileFilter } from '../language/filters/filter.ts'
import type { Document } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { numberOf } from '../language/values/numbers.ts'
import type { Commands, Context, Reply } from './context.ts'
import { serverVersion } from './handshake.ts'
import { largestDocument } from './modify.ts'
import { findCollection } from './namespaces.ts'
import { collectionStats, sizesOf } from './source-stages.ts'

function databaseSize(context: Context, database: string): number {
  let size = 0
  for (const collection of context.server.catalog.collections(database)) {
    const sizes = sizesOf(context, collection)
    size += sizes.storage + Object.values(sizes.indexes).reduce((sum, each) => sum + each, 0)
  }
  return size
}

function listDatabases(context: Context): Reply {
  const nameOnly = context.arguments.boolean('nameOnly') ?? false
  const names = [...new Set(context.server.catalog.collections().map(each => each.database))].sort()
  const matches = compileFilter(context.arguments.document('filter') ?? {})
  const databases = names
    .map(
      (name): Document =>
        nameOnly ? { name } : { name, sizeOnDisk: databaseSize(context, name), empty: false },
    )
    .filter(matches)
  const total = databases.reduce((sum, each) => sum + (numberOf(each['sizeOnDisk']) ?? 0), 0)
  return {
    fields: {
      databases,
      ...(nameOnly ? {} : { totalSize: total, totalSizeMb: Math.floor(total / 2 ** 20) }),
    },
  }
}

function serverStatus({ server }: Context): Reply {
  const uptime = (Date.now() - server.startedAt.getTime()) / 1000
  const memory = process.memoryUsage()
  const commands = Object.fromEntries(
    [...server.counters.commands].map(([name, total]) => [name, { total: Long.fromNumber(total) }]),
  )
  return {
    fields: {
      host: `${server.host}:${server.port}`,
      version: serverVersion,
      process: 'packages/mongo-server',
      pid: Long.fromNumber(process.pid),
      uptime,
      uptimeMillis: Long.fromNumber(Math.round(uptime * 1000)),
      localTime: new Date(),
      connections: {
        current: server.counters.connections,
        available: 65_536,
        totalCreated: Long.fromNumber(server.counters.created),
      },
      mem: { bits: 64, resident: Math.round(memory.rss / 2 ** 20), supported: true },
      metrics: { commands, cursor: { open: { total: Long.fromNumber(server.cursors.open.size) } } },
      transactions: { currentOpen: Long.fromNumber(server.sessions.active().length) },
      storageEngine: { name: 'sqlite', supportsCommittedReads: true, persistent: true, readOnly: false },
    },
  }
}

function buildInfo(): Reply {
  return {
    fields: {
      version: serverVersion,
      versionArray: [...serverVersion.split('.').map(Number), 0],
      gitVersion: 'none',
      // Tools show this: it tells that the server is not MongoDB's own.
      modules: ['mongo-server: embedded server on SQLite'],
      allocator: 'system',
      javascriptEngine: 'none',
      sysInfo: 'deprecated',
      storageEngines: ['sqlite'],
      bits: 64,
      debug: false,
      maxBsonObjectSize: largestDocument,
    },
  }
}

function getParameter(context: Context): Reply {
  const { parameters } = context.server
  const wanted = context.command['getParameter']
  if (wanted === '*') return { fields: Object.fromEntries(parameters) }
  const fields: Document = {}
  for (const [name, value] of parameters) if (name in context.command) fields[name] = value
  if (Object.keys(fields).length === 0) throw new MongoError('InvalidOptions', 'no option found to get')
  return { fields }
}

function setParameter(context: Context): Reply {
  const { parameters, sessions } = context.server
  const name = 'transactionLifetimeLimitSeconds'
  const seconds = context.arguments.number(name)
  if (seconds === undefined) {
    throw new MongoError('InvalidOptions', `only '${name}' can be set on this server`)
  }
  if (seconds < 1) throw new MongoError('BadValue', `${name} must be at least 1`)
  const was = parameters.get(name)
  parameters.set(name, seconds)
  sessions.lifetimeSeconds = seconds
  return { fields: { was } }
}

function dbStats(context: Context): Reply {
  const scale = context.arguments.number('scale') ?? 1
  const collections = context.server.catalog.collections(context.database)
  const sum = (of: (stats: Document) => unknown) =>
    collections.reduce((total, each) => total + Number(of(collectionStats(context, each, 1)) ?? 0), 0)
  return {
    fields: {
      db: context.database,
      collections: collections.length,
      views: 0,
      objects: collections.reduce((total, each) => total + each.count, 0),
      dataSize: sum(stats => stats['size']) / scale,
      storageSize: sum(stats => stats['storageSize']) / scale,
      indexes: collections.reduce((total, each) => total + each.indexes.length, 0),
      indexSize: sum(stats => stats['totalIndexSize']) / scale,
      scaleFactor: scale,
    },
  }
}

/** Reads every document through every index, and compares their number with what the index holds. */
function validate(context: Context): Reply {
  const collection = findCollection(context)
  if (!collection) throw new MongoError('NamespaceNotFound', 'Collection does not exist to validate.')
  const check = context.server.store.main.get('PRAGMA quick_check')
  const valid = check?.['quick_check'] === 'ok'
  const keys = collection.indexes.map(index => [
    index.name,
    context.server.view.countEntries(index, { lower: new Uint8Array(), upper: null }),
  ])
  return {
    fields: {
      ns: collection.namespace,
      nrecords: collection.count,
      nIndexes: collection.indexes.length,
      keysPerIndex: Object.fromEntries(keys),
      valid,
      errors: valid ? [] : [String(check?.['quick_check'])],
      warnings: [],
    },
  }
}

export const diagnosticCommands: Commands = {
  ping: { known: [], run: () => ({ fields: {} }) },
  buildInfo: { known: [], run: buildInfo },
  buildinfo: { known: [], run: buildInfo },
  listDatabases: {
    known: ['filter', 'nameOnly', 'authorizedDatabases'],
    adminOnly: true,
    run: listDatabases,
  },
  // Callers name sections to include or leave out; all there is comes back in any case.
  serverStatus: { run: serverStatus },
  hostInfo: {
    known: [],
    run: () => ({
      fields: {
        system: {
          currentTime: new Date(),
          hostname: hostname(),
          cpuAddrSize: 64,
          memSizeMB: Math.round(totalmem() / 2 ** 20),
          numCores: availableParallelism(),
          cpuArch: arch(),
        },
        os: { type: platform(), name: platform(), version: release() },
        extra: {},
      },
    }),
  },
  connectionStatus: {
    known: ['showPrivileges'],
    run: () => ({ fields: { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } } }),
  },
  whatsmyuri: { known: [], run: ({ client }) => ({ fields: { you: client.address } }) },
  getLog: {
    known: [],
    adminOnly: true,
    run: ({ command }) =>
      command['getLog'] === '*'
        ? { fields: { names: ['global', 'startupWarnings'] } }
        : { fields: { totalLinesWritten: 0, log: [] } },
  },
  getCmdLineOpts: {
    known: [],
    adminOnly: true,
    run: ({ server }) => ({
      fields: {
        argv: process.argv,
        parsed: { net: { port: server.port }, storage: { dbPath: server.dataDir } },
      },
    }),
  },
  getParameter: { run: getParameter },
  setParameter: { known: ['transactionLifetimeLimitSeconds'], adminOnly: true, run: setParameter },
  collStats: {
    known: ['scale'],
    run(context) {
      const collection = findCollection(context)
      const scale = context.arguments.number('scale') ?? 1
      return {
        fields: {
          ns: `${context.database}.${String(context.command['collStats'])}`,
          ...collectionStats(context, collection, scale),
        },
      }
    },
  },
  dbStats: { known: ['scale', 'freeStorage'], run: dbStats },
  validate: { known: ['full', 'background'], run: validate },
  replSetGetStatus: {
    known: [],
    adminOnly: true,
    run: ({ server }) => ({
      fields: {
        set: 'rs0',
        date: new Date(),
        myState: 1,
        term: Long.ONE,
        members: [
          {
            _id: 0,
            name: `${server.host}:${server.port}`,
            health: 1,
            state: 1,
            stateStr: 'PRIMARY',
            self: true,
          },
        ],
      },
    }),
  },
}
