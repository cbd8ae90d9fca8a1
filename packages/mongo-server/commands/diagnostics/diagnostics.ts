import { arch, availableParallelism, hostname, platform, release, totalmem } from 'node:os'
import { compileFilter } from '../../language/filters/filter.ts'
import type { Document } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { SERVER_VERSION } from '../connecting/handshake.ts'
import type { Commands, Context, Reply } from '../context/context.ts'
import { LARGEST_DOCUMENT } from '../context/limits.ts'
import { findCollection, targetName } from '../context/namespaces.ts'
import { collectionStats, sizesOf } from './source-stages.ts'

export const diagnosticCommands: Commands = {
  ping: { known: [], run: () => ({ fields: {} }) },
  buildInfo: { known: [], run: buildInfo },
  buildinfo: { known: [], run: buildInfo },
  listDatabases: {
    known: ['filter', 'nameOnly', 'authorizedDatabases'],
    adminOnly: true,
    run: listDatabases,
  },
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
  collStats: { known: ['scale'], run: collStats },
  collstats: { known: ['scale'], run: collStats },
  dbStats: { known: ['scale', 'freeStorage'], run: dbStats },
  dbstats: { known: ['scale', 'freeStorage'], run: dbStats },
}

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

function buildInfo(): Reply {
  return {
    fields: {
      version: SERVER_VERSION,
      versionArray: [...SERVER_VERSION.split('.').map(Number), 0],
      gitVersion: 'none',
      // Tools show this, so that people see that the server is not MongoDB's own.
      modules: ['mongo-server: embedded server on SQLite'],
      allocator: 'system',
      javascriptEngine: 'none',
      sysInfo: 'deprecated',
      storageEngines: ['sqlite'],
      bits: 64,
      debug: false,
      maxBsonObjectSize: LARGEST_DOCUMENT,
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

/** Unused pages of the file, which all databases share. */
function freeBytes({ server }: Context): number {
  const pages = server.store.main.get('PRAGMA freelist_count')?.['freelist_count']
  const size = server.store.main.get('PRAGMA page_size')?.['page_size']
  return Number(pages) * Number(size)
}

function dbStats(context: Context): Reply {
  const scale = scaleOf(context)
  const collections = context.server.catalog.collections(context.database)
  const sum = (of: (stats: Document) => unknown) =>
    collections.reduce((total, each) => total + Number(of(collectionStats(context, each, 1)) ?? 0), 0)
  const objects = collections.reduce((total, each) => total + each.count, 0)
  const [data, storage, indexes] = ['size', 'storageSize', 'totalIndexSize'].map(field =>
    sum(stats => stats[field]),
  )
  return {
    fields: {
      db: context.database,
      collections: collections.length,
      views: 0,
      objects,
      avgObjSize: objects > 0 ? (data ?? 0) / objects : 0,
      dataSize: (data ?? 0) / scale,
      storageSize: (storage ?? 0) / scale,
      ...(context.arguments.boolean('freeStorage')
        ? { totalFreeStorageSize: freeBytes(context) / scale }
        : {}),
      indexes: collections.reduce((total, each) => total + each.indexes.length, 0),
      indexSize: (indexes ?? 0) / scale,
      totalSize: ((storage ?? 0) + (indexes ?? 0)) / scale,
      scaleFactor: scale,
    },
  }
}

function collStats(context: Context): Reply {
  const collection = findCollection(context)
  const scale = scaleOf(context)
  return {
    fields: {
      ns: `${context.database}.${targetName(context)}`,
      ...collectionStats(context, collection, scale),
    },
  }
}

function scaleOf(context: Context): number {
  const scale = context.arguments.number('scale') ?? 1
  if (scale >= 1) return Math.floor(scale)
  throw new MongoError('BadValue', `BSON field 'scale' value must be >= 1, actual value '${scale}'`)
}
