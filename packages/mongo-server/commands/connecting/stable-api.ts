import { type Document, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Transaction } from '../../transactions/transaction.ts'
import { argumentsOf } from '../context/arguments.ts'
import type { Context } from '../context/context.ts'

/** The commands of API version 1 (manual: "Stable API Changelog"), and those that log a client in. */
const COMMANDS = new Set([
  'abortTransaction',
  'aggregate',
  'authenticate',
  'bulkWrite',
  'collMod',
  'commitTransaction',
  'count',
  'create',
  'createIndexes',
  'delete',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'endSessions',
  'explain',
  'find',
  'findAndModify',
  'findandmodify',
  'getMore',
  'hello',
  'insert',
  'killCursors',
  'listCollections',
  'listDatabases',
  'listIndexes',
  'ping',
  'refreshSessions',
  'saslContinue',
  'saslStart',
  'testDeprecation',
  'update',
])

/** Fields that these commands know and API version 1 does not, even if they are false. */
const UNSTABLE_FIELDS: { readonly [command: string]: readonly string[] } = {
  aggregate: ['explain', 'exchange', 'fromRouter', 'needsMerge', 'rawData'],
  create: ['autoIndexId', 'capped', 'indexOptionDefaults', 'max', 'size', 'storageEngine'],
  find: [
    'awaitData',
    'max',
    'min',
    'noCursorTimeout',
    'oplogReplay',
    'rawData',
    'returnKey',
    'showRecordId',
    'tailable',
  ],
}

const UNSTABLE_INDEX_OPTIONS = ['background', 'bucketSize', 'sparse', 'storageEngine']

const UNSTABLE_STAGES = new Set([
  '$currentOp',
  '$indexStats',
  '$listClusterCatalog',
  '$listLocalSessions',
  '$listSampledQueries',
  '$listSearchIndexes',
  '$listSessions',
  '$planCacheStats',
  '$querySettings',
  '$queryStats',
  '$rankFusion',
  '$search',
  '$searchMeta',
  '$vectorSearch',
])

const DEPRECATED = new Set(['testDeprecation'])

const PARAMETERS = ['apiVersion', 'apiStrict', 'apiDeprecationErrors']

const transactions = new WeakMap<Transaction, string>()

export function isStable(name: string): boolean {
  return COMMANDS.has(name)
}

/** The API parameters of a command, to be compared with those of the command that it goes on with. */
export function apiParametersOf(command: Document): string {
  return PARAMETERS.filter(name => command[name] !== undefined)
    .map(name => `${name}: ${JSON.stringify(command[name])}`)
    .join(', ')
}

/**
 * Refuses what the API that the client has declared does not hold. Throws 4886600, TypeMismatch, APIVersionError,
 * APIStrictError and APIDeprecationError as mongod does.
 */
export function assertApi(context: Context): void {
  const { command, name } = context
  const version = context.arguments.string('apiVersion')
  const strict = flag(command, 'apiStrict')
  const deprecationErrors = flag(command, 'apiDeprecationErrors')
  if (version === undefined) {
    if (strict === undefined && deprecationErrors === undefined) return
    throw new MongoError(4886600, 'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion')
  }
  if (version !== '1') throw new MongoError('APIVersionError', 'API version must be "1"')
  if (strict) assertStable(command, name)
  if (deprecationErrors && DEPRECATED.has(name)) {
    throw new MongoError(
      'APIDeprecationError',
      `Provided apiDeprecationErrors:true, but the command ${name} is deprecated in API Version 1.`,
    )
  }
}

/** All commands of a transaction have to declare the same API. */
export function assertApiOfTransaction(context: Context, transaction: Transaction, start: boolean): void {
  const parameters = apiParametersOf(context.command)
  if (start) transactions.set(transaction, parameters)
  const first = transactions.get(transaction) ?? ''
  if (first !== parameters) throw mismatch(context, parameters, "transaction's first", first)
}

/** A getMore has to declare the same API as the command that made the cursor. */
export function assertApiOfCursor(context: Context, created: string): void {
  const parameters = apiParametersOf(context.command)
  if (created !== parameters) throw mismatch(context, parameters, 'cursor-creating', created)
}

function mismatch(context: Context, parameters: string, which: string, others: string): MongoError {
  return new MongoError(
    'APIMismatchError',
    `API parameter mismatch: ${context.name} used params {${parameters}}, the ${which} command used {${others}}`,
  )
}

function flag(command: Document, field: string): boolean | undefined {
  const value = command[field]
  if (value === undefined || typeof value === 'boolean') return value
  throw new MongoError('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'bool'`)
}

function assertStable(command: Document, name: string): void {
  if (!isStable(name)) {
    throw new MongoError(
      'APIStrictError',
      `Provided apiStrict:true, but the command ${name} is not in API Version 1. Information on supported commands and migrations in API Version 1 can be found at https://dochub.mongodb.org/core/manual-versioned-api.`,
    )
  }
  const field = UNSTABLE_FIELDS[name]?.find(each => command[each] !== undefined)
  if (field !== undefined) throw notStable(`BSON field '${name}.${field}'`)
  if (name === 'explain' && isDocument(command['explain'])) {
    const inner = command['explain']
    assertStable(inner, Object.keys(inner)[0] ?? '')
  }
  if (name === 'aggregate') assertStableStages(command['pipeline'])
  if (name === 'createIndexes') {
    for (const index of documentsIn(command['indexes'])) assertStableIndex(index)
  }
}

function assertStableStages(pipeline: unknown): void {
  for (const stage of documentsIn(pipeline)) {
    const [name = '', operand] = Object.entries(stage)[0] ?? []
    if (UNSTABLE_STAGES.has(name)) throw notStable(name)
    if (!isDocument(operand)) continue
    const option = Object.keys(operand).find(each => each !== 'count')
    if (name === '$collStats' && option !== undefined) throw notStable(`$collStats with '${option}'`)
    if (name === '$lookup' || name === '$unionWith') assertStableStages(operand['pipeline'])
    if (name === '$facet') for (const inner of Object.values(operand)) assertStableStages(inner)
  }
}

function assertStableIndex(index: Document): void {
  const option = UNSTABLE_INDEX_OPTIONS.find(each => index[each] !== undefined)
  if (option !== undefined) throw notStable(`The index option '${option}'`)
  const key = argumentsOf('createIndexes.indexes', index).document('key') ?? {}
  if (Object.values(key).includes('text')) throw notStable('An index of type text')
}

function documentsIn(value: unknown): Document[] {
  return Array.isArray(value) ? value.filter(isDocument) : []
}

function notStable(what: string): MongoError {
  return new MongoError('APIStrictError', `${what} is not allowed with 'apiStrict: true' in API Version 1`)
}
