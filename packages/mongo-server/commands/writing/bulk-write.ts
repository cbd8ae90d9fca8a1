import { type Document, decode, encode } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { rawDocuments, rawElements } from '../../language/values/raw.ts'
import type { Collection } from '../../storage/collection.ts'
import { INSERTED_ONE } from '../../transactions/retryable.ts'
import { type Arguments, argumentsOf, assertKnownFields, refuse } from '../context/arguments.ts'
import type { Commands, Context, Reply } from '../context/context.ts'
import { MOST_STATEMENTS } from '../context/limits.ts'
import { ensureCollection, findCollection } from '../context/namespaces.ts'
import { collationOf, hintOf, letOf } from '../context/query-options.ts'
import { startTurns } from '../context/turns.ts'
import { openCursor } from '../reading/cursors.ts'
import { insertOne } from './insert.ts'
import { type Modification, modifyMany, modifyOne } from './modify.ts'
import { checkUpdate, updateOf, writeError } from './writes.ts'

interface Totals {
  nErrors: number
  nInserted: number
  nMatched: number
  nModified: number
  nUpserted: number
  nDeleted: number
}

const KNOWN_FIELDS: Record<string, string[]> = {
  insert: ['document'],
  update: [
    'filter',
    'updateMods',
    'multi',
    'upsert',
    'arrayFilters',
    'collation',
    'hint',
    'sort',
    'constants',
  ],
  delete: ['filter', 'multi', 'collation', 'hint'],
}

export const bulkWriteCommands: Commands = {
  bulkWrite: {
    known: [
      'ops',
      'nsInfo',
      'ordered',
      'errorsOnly',
      'let',
      'bypassDocumentValidation',
      'bypassEmptyTsReplacement',
      'cursor',
      'rawData',
    ],
    adminOnly: true,
    inTransaction: true,
    retryable: true,
    run: bulkWrite,
  },
}

function rawsOf(context: Context, field: string): Uint8Array[] {
  const raw = context.sequences.get(field) ?? rawDocuments(context.body, field)
  if (!raw) throw new MongoError(40414, `BSON field 'bulkWrite.${field}' is missing but a required field`)
  return raw
}

function splitNamespace(namespace: string): { database: string; name: string } {
  const dot = namespace.indexOf('.')
  if (dot < 1) throw new MongoError('InvalidNamespace', `Invalid namespace specified '${namespace}'`)
  return { database: namespace.slice(0, dot), name: namespace.slice(dot + 1) }
}

function modificationOf(
  context: Context,
  parsed: Arguments,
  collection: Collection | undefined,
  update: boolean,
): Modification {
  const multi = parsed.boolean('multi') ?? false
  const mods = update ? updateOf(parsed.command['updateMods']) : undefined
  const arrayFilters = parsed.documents('arrayFilters')
  if (mods !== undefined) checkUpdate(mods, multi, arrayFilters)
  return {
    filter: parsed.document('filter') ?? {},
    update: mods,
    multi,
    upsert: parsed.boolean('upsert') ?? false,
    arrayFilters,
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
    sort: parsed.document('sort'),
    variables: letOf(parsed, 'constants') ?? letOf(context.arguments),
  }
}

function rawField(bytes: Uint8Array, name: string): Uint8Array {
  for (const element of rawElements(bytes))
    if (element.name === name && element.type === 3) return element.value
  throw new MongoError(40414, `BSON field 'bulkWrite.ops.${name}' is missing but a required field`)
}

async function runOperation(
  context: Context,
  bytes: Uint8Array,
  namespaces: string[],
  position: number,
): Promise<Document> {
  const operation = decode(bytes)
  const kind = Object.keys(operation)[0] ?? ''
  const known = KNOWN_FIELDS[kind]
  if (!known) throw new MongoError('BadValue', `Unknown bulkWrite operation '${kind}'`)
  assertKnownFields(operation, kind, known)
  const namespace = namespaces[numberOf(operation[kind]) ?? -1]
  if (namespace === undefined)
    throw new MongoError('BadValue', 'BulkWrite ops entry has an invalid nsInfo index')
  const { database, name } = splitNamespace(namespace)
  const inner: Context = { ...context, database }
  const target = (create: boolean) => (create ? ensureCollection(inner, name) : findCollection(inner, name))
  if (kind === 'insert') {
    await insertOne(
      inner,
      () => ensureCollection(inner, name),
      rawField(bytes, 'document'),
      () => context.retryable?.record(position, INSERTED_ONE),
    )
    return INSERTED_ONE
  }
  const parsed = argumentsOf(`bulkWrite.${kind}`, operation)
  const modification = modificationOf(context, parsed, findCollection(inner, name), kind === 'update')
  const resultOf = (done: {
    matched: number
    modified: number
    upserted: boolean
    upsertedId?: unknown
  }): Document =>
    kind === 'delete'
      ? { n: done.matched }
      : {
          n: done.upserted ? 1 : done.matched,
          nModified: done.modified,
          ...(done.upserted ? { upserted: { _id: done.upsertedId } } : {}),
        }
  const done = modification.multi
    ? await modifyMany(inner, target, modification)
    : await modifyOne(inner, target, modification, each =>
        context.retryable?.record(position, resultOf(each)),
      )
  return resultOf(done)
}

function addTo(totals: Totals, kind: string, result: Document): void {
  const n = Number(result['n'])
  if (kind === 'insert') totals.nInserted += n
  else if (kind === 'delete') totals.nDeleted += n
  else {
    if (result['upserted'] === undefined) totals.nMatched += n
    else totals.nUpserted += 1
    totals.nModified += Number(result['nModified'])
  }
}

async function bulkWrite(context: Context): Promise<Reply> {
  refuse(context.command, 'bulkWrite', ['rawData'])
  const operations = rawsOf(context, 'ops')
  const namespaces = rawsOf(context, 'nsInfo').map(each => {
    const entry = argumentsOf('bulkWrite.nsInfo', decode(each))
    assertKnownFields(entry.command, 'bulkWrite.nsInfo', ['ns'])
    return entry.requiredString('ns')
  })
  if (operations.length === 0 || operations.length > MOST_STATEMENTS) {
    throw new MongoError('InvalidLength', `Write batch sizes must be between 1 and ${MOST_STATEMENTS}.`)
  }
  const ordered = context.arguments.boolean('ordered') ?? true
  const errorsOnly = context.arguments.boolean('errorsOnly') ?? false
  const totals: Totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 }
  const results: Uint8Array[] = []
  const endTurn = startTurns(context)
  for (const [position, bytes] of operations.entries()) {
    const kind = [...rawElements(bytes)][0]?.name ?? ''
    try {
      const result =
        context.retryable?.resultOf(position) ?? (await runOperation(context, bytes, namespaces, position))
      addTo(totals, kind, result)
      if (!errorsOnly) results.push(encode({ ok: 1, idx: position, ...result }))
    } catch (error) {
      const { index, ...failure } = writeError(position, error, context)
      totals.nErrors++
      results.push(encode({ ok: 0, idx: index, n: 0, ...failure }))
      if (ordered || context.transaction) break
    }
    await endTurn()
  }
  const size = argumentsOf('bulkWrite.cursor', context.arguments.document('cursor') ?? {}).nonNegative(
    'batchSize',
  )
  const reply = await openCursor(context, 'admin.$cmd.bulkWrite', results, {
    batchSize: size ?? Number.POSITIVE_INFINITY,
  })
  return { ...reply, fields: { ...totals } }
}
