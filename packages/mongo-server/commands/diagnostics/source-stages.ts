import { Long } from 'bson'
import { type Document, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Collection } from '../../storage/collection.ts'
import { integer } from '../../storage/sqlite.ts'
import { replicaSetConfiguration } from '../connecting/replica-set.ts'
import { refuse } from '../context/arguments.ts'
import type { Context } from '../context/context.ts'
import { currentOperations } from './current-op.ts'
import { latencyStats } from './server-status.ts'

/** The bytes that a collection and its indexes take, from SQLite's page statistics. */
export function sizesOf(
  context: Context,
  collection: Collection,
): { data: number; storage: number; indexes: Record<string, number> } {
  const { main } = context.server.store
  const pages = (table: string, column: string) =>
    integer(
      main.get(
        `SELECT coalesce(sum(${column}), 0) AS n FROM dbstat WHERE name = ? AND aggregate = TRUE`,
        table,
      ),
      'n',
    )
  return {
    data: pages(collection.table, 'payload'),
    storage: pages(collection.table, 'pgsize'),
    indexes: Object.fromEntries(collection.indexes.map(index => [index.name, pages(index.table, 'pgsize')])),
  }
}

/** The documents of a collection that shows what the server knows; undefined for any other collection. */
export function serverDocuments({ server, database }: Context, name: string): Document[] | undefined {
  return database === 'local' && name === 'system.replset' ? [replicaSetConfiguration(server)] : undefined
}

export function collectionStats(
  context: Context,
  collection: Collection | undefined,
  scale: number,
): Document {
  if (!collection)
    return { size: 0, count: 0, storageSize: 0, nindexes: 0, totalIndexSize: 0, indexSizes: {}, totalSize: 0 }
  const sizes = sizesOf(context, collection)
  const scaled = (bytes: number) => Math.floor(bytes / scale)
  const indexBytes = Object.values(sizes.indexes).reduce((sum, each) => sum + each, 0)
  return {
    size: scaled(sizes.data),
    count: collection.count,
    ...(collection.count > 0 ? { avgObjSize: Math.floor(sizes.data / collection.count) } : {}),
    storageSize: scaled(sizes.storage),
    capped: false,
    nindexes: collection.indexes.length,
    totalIndexSize: scaled(indexBytes),
    indexSizes: Object.fromEntries(
      Object.entries(sizes.indexes).map(([name, bytes]) => [name, scaled(bytes)]),
    ),
    totalSize: scaled(sizes.storage + indexBytes),
    scaleFactor: scale,
  }
}

/**
 * The documents of a first stage that makes its own: about the server, or given in the stage. Undefined if the
 * pipeline starts from its collection.
 */
export function sourceStage(
  context: Context,
  collection: Collection | undefined,
  stage: Document | undefined,
  withoutCollection: boolean,
): Document[] | undefined {
  const [name, options] = Object.entries(stage ?? {})[0] ?? []
  if (name === '$indexStats') return indexStats(context, collection)
  if (name === '$collStats') return collStats(context, collection, isDocument(options) ? options : {})
  if (name === '$listLocalSessions' || name === '$listSessions') {
    return context.server.sessions
      .list()
      .map(({ id, lastUse }) => ({ _id: { id }, lastUse: new Date(lastUse) }))
  }
  if (name === '$documents') {
    if (!withoutCollection)
      throw new MongoError('InvalidNamespace', '$documents is only valid as a database aggregate')
    if (!Array.isArray(options) || !options.every(isDocument)) {
      throw new MongoError(5858203, '$documents must be an array of objects')
    }
    return options
  }
  if (name === '$currentOp') {
    if (context.database !== 'admin' || !withoutCollection) {
      throw new MongoError(
        'InvalidNamespace',
        "$currentOp must be run against the 'admin' database with {aggregate: 1}",
      )
    }
    return currentOperations(context, isDocument(options) ? options : {})
  }
  // Every query is planned when it comes, and no plan is kept.
  if (name === '$planCacheStats' && !withoutCollection) return []
  if (withoutCollection) {
    throw new MongoError(
      'InvalidNamespace',
      `{aggregate: 1} is not valid for '${name ?? 'an empty pipeline'}'; a collection is required.`,
    )
  }
  return undefined
}

function indexStats(context: Context, collection: Collection | undefined): Document[] {
  return (collection?.indexes ?? []).map(index => ({
    name: index.name,
    key: index.specification['key'],
    host: `${context.server.host}:${context.server.port}`,
    accesses: { ops: Long.fromNumber(index.accesses), since: index.since },
    spec: index.specification,
  }))
}

function collStats(context: Context, collection: Collection | undefined, options: Document): Document[] {
  const result: Document = {
    ns: `${context.database}.${String(context.command['aggregate'])}`,
    host: `${context.server.host}:${context.server.port}`,
    localTime: new Date(),
  }
  for (const [option, value] of Object.entries(options)) {
    if (option === 'count') result['count'] = collection?.count ?? 0
    else if (option === 'latencyStats') {
      if (isDocument(value)) refuse(value, '$collStats.latencyStats', ['histograms'])
      result['latencyStats'] = latencyStats(context.server, String(result['ns']))
    } else if (option === 'storageStats') {
      const scale = isDocument(value) ? Number(value['scale'] ?? 1) : 1
      result['storageStats'] = collectionStats(context, collection, scale)
    } else {
      throw new MongoError(
        'CommandNotSupported',
        `$collStats option '${option}' is not supported by this server`,
      )
    }
  }
  return [result]
}
