import { compileFilter } from '../../language/filters/filter.ts'
import { type Document, encode } from '../../language/values/bson.ts'
import { parseCollation } from '../../language/values/collation.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Collection } from '../../storage/collection.ts'
import { argumentsOf, refuse } from '../context/arguments.ts'
import type { Commands, Context, Reply } from '../context/context.ts'
import {
  assertCatalogTransaction,
  assertNamespace,
  createCollection,
  findCollection,
  targetName,
} from '../context/namespaces.ts'
import { nextTurn } from '../context/turns.ts'
import { indexNamed, whenUnlocked } from '../indexes/indexes.ts'
import { openCursor } from '../reading/cursors.ts'

const CREATE_FIELDS = [
  'capped',
  'size',
  'max',
  'autoIndexId',
  'idIndex',
  'storageEngine',
  'validator',
  'validationLevel',
  'validationAction',
  'indexOptionDefaults',
  'viewOn',
  'pipeline',
  'collation',
  'timeseries',
  'clusteredIndex',
  'expireAfterSeconds',
  'changeStreamPreAndPostImages',
  'encryptedFields',
]

const COLL_MOD_REFUSED = [
  'validator',
  'validationLevel',
  'validationAction',
  'viewOn',
  'pipeline',
  'cappedSize',
  'cappedMax',
  'timeseries',
  'changeStreamPreAndPostImages',
]

export const collectionCommands: Commands = {
  create: { known: CREATE_FIELDS, inTransaction: true, run: create },
  drop: { known: ['rawData'], run: drop },
  dropDatabase: { known: [], run: dropDatabase },
  renameCollection: { known: ['to', 'dropTarget', 'stayTemp'], adminOnly: true, run: renameCollection },
  listCollections: {
    known: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
    run: listCollections,
  },
  collMod: { known: ['index', ...COLL_MOD_REFUSED], run: collMod },
}

function create(context: Context): Reply {
  if (context.arguments.boolean('autoIndexId') === false) {
    throw new MongoError('InvalidOptions', 'The value of autoIndexId cannot be set to false')
  }
  const notSupported = CREATE_FIELDS.filter(field => field !== 'collation' && field !== 'autoIndexId')
  refuse(context.command, 'create', notSupported)
  const name = targetName(context)
  assertNamespace(context.database, name)
  const collation = context.arguments.document('collation')
  parseCollation(collation)
  const options = collation && collation['locale'] !== 'simple' ? { collation } : {}
  assertCatalogTransaction(context)
  const existing = findCollection(context)
  if (!existing) {
    createCollection(context, name, options)
    return { fields: {} }
  }
  if (context.transaction) {
    throw new MongoError('NamespaceExists', `Collection ${existing.namespace} already exists.`)
  }
  if (Buffer.compare(encode(existing.options), encode(options)) === 0) return { fields: {} }
  throw new MongoError(
    'NamespaceExists',
    `namespace ${existing.namespace} already exists, but with different options: ${JSON.stringify(existing.options)}`,
  )
}

function dropCursors(context: Context, namespace: string): void {
  const { open } = context.server.cursors
  for (const cursor of open.values()) if (cursor.namespace === namespace) open.delete(cursor.id)
}

async function dropOne(context: Context, collection: Collection): Promise<void> {
  await whenUnlocked(context, collection)
  if (collection.dropped) return
  context.server.catalog.drop(collection)
  dropCursors(context, collection.namespace)
  context.server.statistics.namespaces.delete(collection.namespace)
}

async function drop(context: Context): Promise<Reply> {
  const collection = findCollection(context)
  if (!collection) return { fields: {} }
  const nIndexesWas = collection.indexes.length
  await dropOne(context, collection)
  return { fields: { nIndexesWas, ns: collection.namespace } }
}

async function dropDatabase(context: Context): Promise<Reply> {
  const collections = context.server.catalog.collections(context.database)
  for (const collection of collections) await dropOne(context, collection)
  await nextTurn()
  return { fields: collections.length > 0 ? { dropped: context.database } : {} }
}

function split(namespace: string): [string, string] {
  const dot = namespace.indexOf('.')
  if (dot < 0) throw new MongoError('InvalidNamespace', `Invalid namespace specified '${namespace}'`)
  return [namespace.slice(0, dot), namespace.slice(dot + 1)]
}

async function renameCollection(context: Context): Promise<Reply> {
  const { catalog } = context.server
  const [database, name] = split(context.arguments.requiredString('renameCollection'))
  const [toDatabase, toName] = split(context.arguments.requiredString('to'))
  assertNamespace(toDatabase, toName)
  const source = catalog.collection(database, name)
  if (!source) {
    throw new MongoError('NamespaceNotFound', `Source collection ${database}.${name} does not exist`)
  }
  await whenUnlocked(context, source)
  const target = catalog.collection(toDatabase, toName)
  if (target === source) {
    throw new MongoError('IllegalOperation', "Can't rename a collection to itself")
  }
  if (target) {
    if (!context.arguments.boolean('dropTarget')) {
      throw new MongoError('NamespaceExists', 'target namespace exists')
    }
    await dropOne(context, target)
  }
  dropCursors(context, source.namespace)
  catalog.rename(source, toDatabase, toName)
  return { fields: {} }
}

function listCollections(context: Context): Promise<Reply> {
  const { arguments: parsed } = context
  const nameOnly = parsed.boolean('nameOnly') ?? false
  const matches = compileFilter(parsed.document('filter') ?? {})
  const all = context.server.catalog.collections(context.database).map(
    (collection): Document =>
      nameOnly
        ? { name: collection.name, type: 'collection' }
        : {
            name: collection.name,
            type: 'collection',
            options: collection.options,
            info: { readOnly: false, uuid: collection.uuid },
            idIndex: collection.indexes[0]?.specification,
          },
  )
  const cursor = argumentsOf('listCollections.cursor', parsed.document('cursor') ?? {})
  return openCursor(
    context,
    `${context.database}.$cmd.listCollections`,
    all.filter(matches).map(each => encode(each)),
    { batchSize: cursor.nonNegative('batchSize') },
  )
}

function collMod(context: Context): Reply {
  refuse(
    context.command,
    'collMod',
    Object.keys(context.command).filter(field => COLL_MOD_REFUSED.includes(field)),
  )
  const collection = findCollection(context)
  if (!collection) throw new MongoError('NamespaceNotFound', 'ns does not exist')
  const change = context.arguments.document('index')
  if (!change) return { fields: {} }
  for (const field of Object.keys(change)) {
    if (!['name', 'keyPattern', 'hidden', 'expireAfterSeconds'].includes(field)) {
      throw new MongoError('InvalidOptions', `collMod cannot change '${field}' of an index on this server`)
    }
  }
  const parsed = argumentsOf('collMod.index', change)
  const wanted = parsed.string('name') ?? parsed.document('keyPattern')
  if (wanted === undefined) {
    throw new MongoError('InvalidOptions', 'Must specify either index name or key pattern')
  }
  const index = indexNamed(collection, wanted)
  const hidden = parsed.boolean('hidden')
  const expire = parsed.nonNegative('expireAfterSeconds')
  if (hidden === undefined && expire === undefined) {
    throw new MongoError('InvalidOptions', 'no expireAfterSeconds or hidden field')
  }
  if (hidden && index.name === '_id_') throw new MongoError('BadValue', "can't hide _id index")
  if (expire !== undefined && (index.paths.length > 1 || index.name === '_id_')) {
    throw new MongoError(
      'InvalidOptions',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    )
  }
  const fields: Document = {}
  if (hidden !== undefined) Object.assign(fields, { hidden_old: index.hidden, hidden_new: hidden })
  if (expire !== undefined) {
    const old = index.expireAfterSeconds
    Object.assign(fields, {
      ...(old === undefined ? {} : { expireAfterSeconds_old: old }),
      expireAfterSeconds_new: expire,
    })
  }
  context.server.catalog.changeIndex(index, {
    ...(hidden === undefined ? {} : { hidden }),
    ...(expire === undefined ? {} : { expireAfterSeconds: expire }),
  })
  return { fields }
}
