import { randomUUID } from 'node:crypto'
import { ObjectId } from 'bson'
import { assertInsertedId } from '../../language/updates/field-names.ts'
import { type Document, encode, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { firstWithin, foundRecords, planFind } from '../../query/find.ts'
import type { Collection } from '../../storage/collection.ts'
import { argumentsOf, assertKnownFields } from '../context/arguments.ts'
import type { Context } from '../context/context.ts'
import { waitFor, withLocks } from '../context/locks.ts'
import { assertNamespace } from '../context/namespaces.ts'
import { letOf } from '../context/query-options.ts'
import { startTurns } from '../context/turns.ts'
import { type Modification, modifyOne } from '../writing/modify.ts'

export interface Output {
  stage: '$out' | '$merge'
  database: string
  collection: string
  on: string[]
  whenMatched: string | Document[]
  whenNotMatched: string
  variables: Document | undefined
}

/** The names of the collections that `$out` fills before they take the place of their target. */
export const OUTPUT_PREFIX = 'tmp.agg_out.'

/** The writing stage at the end of the pipeline, if there is one. */
export function outputOf(stages: Document[], database: string): Output | undefined {
  for (const [at, stage] of stages.entries()) {
    const last = at === stages.length - 1
    if (!last && ('$out' in stage || '$merge' in stage)) {
      throw new MongoError(40601, '$out and $merge can only be the final stage in the pipeline')
    }
    if ('$merge' in stage) return mergeOf(stage['$merge'], database)
    if ('$out' in stage) {
      const target = namespaceOf(stage['$out'], database)
      return { stage: '$out', ...target, on: [], whenMatched: '', whenNotMatched: '', variables: undefined }
    }
  }
  return undefined
}

/** Writes the results of a pipeline: `$out` replaces a collection at once, `$merge` goes document by document. */
export async function writeOutput(
  context: Context,
  output: Output,
  documents: Document[],
  ensure: (database: string, collection: string) => Collection,
): Promise<void> {
  if (output.stage === '$out') return replaceAll(context, output, documents)
  const collection = ensure(output.database, output.collection)
  assertUniqueIndex(collection, output)
  const endTurn = startTurns(context)
  for (const document of documents) {
    await endTurn()
    await mergeOne(context, collection, output, withId(document))
  }
}

function namespaceOf(value: unknown, database: string): { database: string; collection: string } {
  if (typeof value === 'string') return { database, collection: value }
  if (isDocument(value)) {
    const parsed = argumentsOf('into', value)
    return { database: parsed.string('db') ?? database, collection: parsed.requiredString('coll') }
  }
  throw new MongoError('TypeMismatch', 'the target of $out or $merge must be a string or an object')
}

function mergeOf(value: unknown, database: string): Output {
  if (typeof value === 'string') return mergeOf({ into: value }, database)
  if (!isDocument(value)) throw new MongoError('TypeMismatch', '$merge must be a string or an object')
  assertKnownFields(value, '$merge', ['into', 'on', 'let', 'whenMatched', 'whenNotMatched'])
  const on = value['on'] ?? '_id'
  const fields = Array.isArray(on) ? on : [on]
  const whenMatched = value['whenMatched'] ?? 'merge'
  const whenNotMatched = String(value['whenNotMatched'] ?? 'insert')
  const modes = ['replace', 'keepExisting', 'merge', 'fail']
  const pipeline = Array.isArray(whenMatched) && whenMatched.every(isDocument) ? whenMatched : undefined
  if (!pipeline && !(typeof whenMatched === 'string' && modes.includes(whenMatched))) {
    throw new MongoError('BadValue', '$merge whenMatched must be a known mode or a pipeline')
  }
  if (!['insert', 'discard', 'fail'].includes(whenNotMatched)) {
    throw new MongoError(
      'BadValue',
      `Enumeration value '${whenNotMatched}' for field '$merge.whenNotMatched' is not valid.`,
    )
  }
  return {
    stage: '$merge',
    ...namespaceOf(value['into'], database),
    on: fields.map(String),
    whenMatched: pipeline ?? String(whenMatched),
    whenNotMatched,
    variables: letOf(argumentsOf('$merge', value)),
  }
}

function withId(document: Document): Document {
  if (document['_id'] === undefined) return { _id: new ObjectId(), ...document }
  assertInsertedId(document['_id'])
  return document
}

/**
 * Fills a collection of its own, giving others their turns, and puts it in the place of the old one in one step. If
 * it cannot be filled, the old one stays as it is.
 */
async function replaceAll(context: Context, output: Output, documents: Document[]): Promise<void> {
  const { catalog, sessions } = context.server
  const { database, collection: name } = output
  const old = catalog.collection(database, name)
  const version = old?.version
  assertNamespace(database, name)
  const filled = catalog.create(database, `${OUTPUT_PREFIX}${randomUUID()}`, old?.options ?? {})
  try {
    for (const index of old?.indexes.slice(1) ?? []) catalog.addIndex(filled, index.specification)
    const endTurn = startTurns(context)
    for (const document of documents) {
      await endTurn()
      const complete = withId(document)
      await withLocks(context, () => context.writer.insert(filled, complete, encode(complete)))
    }
    const blocking = old && sessions.active().find(each => each.hasChanged(old))
    if (blocking) await waitFor(context, blocking)
    const target = catalog.collection(database, name)
    if (target !== old || target?.version !== version) {
      throw new MongoError(
        'CommandFailed',
        `collection ${database}.${name} or its indexes changed while processing $out`,
      )
    }
    if (old) catalog.drop(old)
    catalog.rename(filled, database, name)
  } catch (error) {
    if (!filled.dropped) catalog.drop(filled)
    throw error
  }
}

function assertUniqueIndex(collection: Collection, output: Output): void {
  const wanted = [...output.on].sort().join()
  const found = collection.indexes.some(
    index => index.unique && !index.partialFilter && [...index.paths].sort().join() === wanted,
  )
  if (!found) {
    throw new MongoError(51183, 'Cannot find index to verify that join fields will be unique')
  }
}

async function mergeOne(
  context: Context,
  collection: Collection,
  output: Output,
  document: Document,
): Promise<void> {
  const filter: Document = {}
  for (const path of output.on) {
    const value = path
      .split('.')
      .reduce<unknown>((inner, name) => (isDocument(inner) ? inner[name] : undefined), document)
    if (value === undefined || value === null || Array.isArray(value)) {
      throw new MongoError(
        51132,
        "$merge write error: 'on' field cannot be missing, null, undefined or an array",
      )
    }
    filter[path] = { $eq: value }
  }
  const { _id, ...fields } = document
  const plain: Modification = {
    filter,
    update: undefined,
    multi: false,
    upsert: false,
    arrayFilters: undefined,
    collation: collection.collation,
    hint: undefined,
    sort: undefined,
    variables: { ...output.variables, new: document },
  }
  const exists = await withLocks(context, () => {
    const plan = planFind(context.view, collection, { filter, limit: 1 })
    return firstWithin(foundRecords(context.view, plan), Number.POSITIVE_INFINITY)?.found
  })
  const target = () => collection
  if (!exists) {
    if (output.whenNotMatched === 'fail') {
      throw new MongoError(13113, '$merge could not find a matching document in the target collection')
    }
    if (output.whenNotMatched === 'insert') {
      await withLocks(context, () => context.writer.insert(collection, document, encode(document)))
    }
    return
  }
  const { whenMatched } = output
  if (whenMatched === 'fail') {
    throw new MongoError('DuplicateKey', '$merge found a matching document, and whenMatched is fail')
  }
  if (whenMatched === 'keepExisting') return
  const keepId = output.on.includes('_id') ? document : fields
  const update = Array.isArray(whenMatched) ? whenMatched : keepId
  const merge = whenMatched === 'merge' ? [{ $replaceWith: { $mergeObjects: ['$$ROOT', '$$new'] } }] : update
  await modifyOne(context, target, { ...plain, update: merge }, () => undefined)
}
