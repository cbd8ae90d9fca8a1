import { createHash } from 'node:crypto'
import { Long } from 'bson'
import type { Document } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Collection } from '../../storage/collection.ts'
import { refuse } from '../context/arguments.ts'
import type { Command, Commands, Context, Reply } from '../context/context.ts'
import { findCollection } from '../context/namespaces.ts'
import { startTurns } from '../context/turns.ts'

const NO_PLAN_CACHE = 'it plans every query when it comes and keeps no plans'

export const maintenanceCommands: Commands = {
  validate: {
    known: ['full', 'scandata', 'background', 'repair', 'fixMultikey', 'checkBSONConformance', 'metadata'],
    run: validate,
  },
  dataSize: { known: ['keyPattern', 'min', 'max', 'estimate'], run: dataSize },
  dbHash: { known: ['collections'], run: dbHash },
  dbhash: { known: ['collections'], run: dbHash },
  profile: { known: ['slowms', 'sampleRate', 'filter'], run: profile },
  fsync: { known: ['lock', 'fsyncLockAcquisitionTimeoutMillis'], adminOnly: true, run: fsync },
  fsyncUnlock: {
    known: [],
    adminOnly: true,
    run() {
      throw new MongoError('IllegalOperation', 'fsyncUnlock called when not locked')
    },
  },
  compact: refusal('SQLite uses the space of removed documents again'),
  reIndex: refusal('drop the index and create it again'),
  logRotate: refusal('it writes no log file'),
  // The cache is always empty.
  planCacheClear: {
    known: ['query', 'projection', 'sort', 'collation'],
    run(context) {
      findCollection(context)
      return { fields: {} }
    },
  },
  planCacheListFilters: {
    known: [],
    run(context) {
      existing(context)
      return { fields: { filters: [] } }
    },
  },
  planCacheSetFilter: refusal(NO_PLAN_CACHE),
  planCacheClearFilters: refusal(NO_PLAN_CACHE),
  // It opens no connections to other servers.
  connPoolStats: {
    known: [],
    run: () => ({
      fields: {
        numClientConnections: 0,
        numAScopedConnections: 0,
        totalInUse: 0,
        totalAvailable: 0,
        totalLeased: 0,
        totalCreated: 0,
        totalRefreshing: 0,
        pools: {},
        hosts: {},
        replicaSets: {},
      },
    }),
  },
}

function existing(context: Context): Collection {
  const collection = findCollection(context)
  if (collection) return collection
  throw new MongoError(
    'NamespaceNotFound',
    `ns does not exist: ${context.database}.${String(context.command[context.name])}`,
  )
}

/** Lets SQLite check its file, and counts the entries of each index. */
function validate(context: Context): Reply {
  const { arguments: parsed, server } = context
  refuse(context.command, 'validate', ['repair', 'fixMultikey', 'checkBSONConformance', 'metadata'])
  const collection = findCollection(context)
  if (!collection) throw new MongoError('NamespaceNotFound', 'Collection does not exist to validate.')
  const pragma = parsed.boolean('full') ? 'integrity_check' : 'quick_check'
  const check = server.store.main.get(`PRAGMA ${pragma}`)?.[pragma]
  const errors = check === 'ok' ? [] : [String(check)]
  const keys = collection.indexes.map((index): [string, number] => [
    index.name,
    server.view.countEntries(index, { lower: new Uint8Array(), upper: null }),
  ])
  for (const [name, count] of keys) {
    if (name === '_id_' && count !== collection.count) {
      errors.push(`the index _id_ has ${count} keys for ${collection.count} documents`)
    }
  }
  return {
    fields: {
      ns: collection.namespace,
      uuid: collection.uuid,
      nInvalidDocuments: 0,
      nrecords: collection.count,
      nIndexes: collection.indexes.length,
      keysPerIndex: Object.fromEntries(keys),
      indexDetails: Object.fromEntries(keys.map(([name]) => [name, { valid: errors.length === 0 }])),
      valid: errors.length === 0,
      repaired: false,
      errors,
      warnings: [],
      extraIndexEntries: [],
      missingIndexEntries: [],
    },
  }
}

function dataSize(context: Context): Reply {
  const start = performance.now()
  const namespace = context.arguments.requiredString('dataSize')
  refuse(context.command, 'dataSize', ['keyPattern', 'min', 'max'])
  const dot = namespace.indexOf('.')
  const name = namespace.slice(dot + 1)
  const collection = findCollection({ ...context, database: namespace.slice(0, Math.max(0, dot)) }, name)
  const row =
    collection &&
    context.server.store.main.get(
      `SELECT coalesce(sum(length(document)), 0) AS bytes FROM ${collection.table}`,
    )
  return {
    fields: {
      estimate: false,
      size: Long.fromNumber(Number(row?.['bytes'] ?? 0)),
      numObjects: Long.fromNumber(collection?.count ?? 0),
      millis: Long.fromNumber(Math.round(performance.now() - start)),
    },
  }
}

/** The MD5 of the documents in the order of their `_id`, as mongod makes it. */
async function hashOf(context: Context, collection: Collection): Promise<string> {
  const hash = createHash('md5')
  const endTurn = startTurns(context)
  const [index] = collection.indexes
  let after: Parameters<Context['view']['entries']>[3]
  if (!index) return hash.digest('hex')
  do {
    if (collection.dropped) break
    const range = { lower: new Uint8Array(), upper: null }
    const { rows, next } = context.server.view.entries(index, range, 1, after, 256, 'document')
    for (const { document } of rows) if (document) hash.update(document)
    after = next
    await endTurn()
  } while (after)
  return hash.digest('hex')
}

async function dbHash(context: Context): Promise<Reply> {
  const start = performance.now()
  const wanted: unknown = context.command['collections']
  if (wanted !== undefined && !Array.isArray(wanted)) {
    throw new MongoError('TypeMismatch', "BSON field 'dbHash.collections' must be an array")
  }
  const found = context.server.catalog
    .collections(context.database)
    .filter(({ name }) => !wanted || wanted.length === 0 || wanted.includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const collections: Document = {}
  const whole = createHash('md5')
  for (const collection of found) {
    const md5 = await hashOf(context, collection)
    collections[collection.name] = md5
    whole.update(md5)
  }
  return {
    fields: {
      host: `${context.server.host}:${context.server.port}`,
      collections,
      capped: [],
      uuids: Object.fromEntries(found.map(({ name, uuid }) => [name, uuid])),
      md5: whole.digest('hex'),
      timeMillis: Math.round(performance.now() - start),
    },
  }
}

/** There is no profiler. A client can ask about it and switch it off, but not on. */
function profile(context: Context): Reply {
  const level = context.arguments.number('profile') ?? -1
  if (![-1, 0, 1, 2].includes(level)) {
    throw new MongoError(
      'BadValue',
      `BSON field 'profile' value must be >= -1 and <= 2, actual value '${level}'`,
    )
  }
  const changes = ['slowms', 'sampleRate', 'filter'].filter(field => context.command[field] !== undefined)
  if (level > 0 || changes.length > 0) {
    throw new MongoError(
      'CommandNotSupported',
      'this server has no profiler: it can only stay off, at level 0',
    )
  }
  return { fields: { was: 0, slowms: 100, sampleRate: 1 } }
}

/** Writes all that was committed into the database file and onto the disk. */
function fsync(context: Context): Reply {
  if (context.arguments.boolean('lock')) {
    throw new MongoError('CommandNotSupported', 'fsync with lock: true is not supported by this server')
  }
  const { store } = context.server
  store.flush()
  store.main.get('PRAGMA wal_checkpoint(FULL)')
  return { fields: { numFiles: 1 } }
}

function refusal(why: string): Command {
  return {
    run({ name }) {
      throw new MongoError('CommandNotSupported', `${name} is not supported by this server: ${why}`)
    },
  }
}
