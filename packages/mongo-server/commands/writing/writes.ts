import { isReplacement, type Update, validateUpdate } from '../../language/updates/update.ts'
import { type Document, decode, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Collection } from '../../storage/collection.ts'
import { INSERTED_ONE } from '../../transactions/retryable.ts'
import { type Arguments, argumentsOf, assertKnownFields, refuse } from '../context/arguments.ts'
import type { Commands, Context, Reply } from '../context/context.ts'
import { MOST_STATEMENTS } from '../context/limits.ts'
import { ensureCollection, findCollection, targetName } from '../context/namespaces.ts'
import { collationOf, hintOf, letOf } from '../context/query-options.ts'
import { startTurns } from '../context/turns.ts'
import { isTransient } from '../sessions/error-labels.ts'
import { documentsToInsert, insertOne } from './insert.ts'
import { type Modification, modifyMany, modifyOne } from './modify.ts'

const UPDATE_FIELDS = ['q', 'u', 'c', 'multi', 'upsert', 'arrayFilters', 'collation', 'hint', 'sort']

export const writeCommands: Commands = {
  insert: {
    known: ['documents', 'ordered', 'bypassDocumentValidation', 'bypassEmptyTsReplacement', 'rawData'],
    inTransaction: true,
    retryable: true,
    run: insert,
  },
  update: {
    known: ['updates', 'ordered', 'let', 'bypassDocumentValidation', 'bypassEmptyTsReplacement', 'rawData'],
    inTransaction: true,
    retryable: true,
    run: update,
  },
  delete: {
    known: ['deletes', 'ordered', 'let', 'rawData'],
    inTransaction: true,
    retryable: true,
    run: remove,
  },
}

/**
 * The failure of one statement as it is listed in the reply. In a transaction it ends the transaction; a conflict,
 * which calls for the whole transaction to be run again, fails the command itself.
 */
export function writeError(position: number, error: unknown, context: Context): Document {
  if (!(error instanceof MongoError) || error.code === 50) throw error
  if (context.transaction && isTransient(error.code)) throw error
  context.transaction?.abort()
  return {
    index: position,
    code: error.code,
    ...(error.code === 11000 ? {} : { codeName: error.codeName }),
    errmsg: error.errmsg,
    ...error.extra,
  }
}

export function updateOf(value: unknown): Update {
  if (Array.isArray(value) && value.every(isDocument)) return value
  if (isDocument(value)) return value
  throw new MongoError('FailedToParse', 'Update argument must be either an object or an array')
}

export function checkUpdate(update: Update, multi: boolean, arrayFilters: Document[] | undefined): void {
  if (multi && isReplacement(update)) {
    throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update')
  }
  validateUpdate(update, { multi, ...(arrayFilters ? { arrayFilters } : {}) })
}

function assertStatementCount(count: number): void {
  if (count === 0 || count > MOST_STATEMENTS) {
    throw new MongoError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MOST_STATEMENTS}. Got ${count} operations.`,
    )
  }
}

/** Runs the statements one after another; an ordered command stops at the first that fails. */
async function runStatements(
  context: Context,
  count: number,
  one: (position: number) => Promise<void>,
): Promise<Document[]> {
  assertStatementCount(count)
  const ordered = context.arguments.boolean('ordered') ?? true
  const errors: Document[] = []
  const endTurn = startTurns(context)
  for (let position = 0; position < count; position++) {
    try {
      if (!context.retryable?.isDone(position)) await one(position)
    } catch (error) {
      errors.push(writeError(position, error, context))
      if (ordered || context.transaction) break
    }
    await endTurn()
  }
  return errors
}

function withErrors(fields: Document, errors: Document[]): Reply {
  return { fields: errors.length > 0 ? { ...fields, writeErrors: errors } : fields }
}

async function insert(context: Context): Promise<Reply> {
  refuse(context.command, 'insert', ['rawData'])
  const documents = documentsToInsert(context)
  const name = targetName(context)
  let n = 0
  const errors = await runStatements(context, documents.length, async position => {
    const bytes = documents[position]
    if (!bytes) return
    await insertOne(
      context,
      () => ensureCollection(context, name),
      bytes,
      () => context.retryable?.record(position, INSERTED_ONE),
    )
    n++
  })
  n += context.retryable?.countDone(documents.length) ?? 0
  return withErrors({ n }, errors)
}

function statementsOf(context: Context, field: string): Document[] {
  const sequence = context.sequences.get(field)
  const statements = sequence ? sequence.map(decode) : context.arguments.documents(field)
  if (!statements) {
    throw new MongoError(40414, `BSON field '${context.name}.${field}' is missing but a required field`)
  }
  return statements
}

function modificationOf(
  context: Context,
  parsed: Arguments,
  collection: Collection | undefined,
): Omit<Modification, 'update' | 'multi'> {
  const filter = parsed.document('q')
  if (!filter) throw new MongoError(40414, `BSON field '${parsed.name}.q' is missing but a required field`)
  return {
    filter,
    upsert: parsed.boolean('upsert') ?? false,
    arrayFilters: parsed.documents('arrayFilters'),
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
    sort: parsed.document('sort'),
    variables: letOf(parsed, 'c') ?? letOf(context.arguments),
  }
}

function target(context: Context, name: string) {
  return (create: boolean) => (create ? ensureCollection(context, name) : findCollection(context, name))
}

async function update(context: Context): Promise<Reply> {
  refuse(context.command, 'update', ['rawData'])
  const statements = statementsOf(context, 'updates')
  const name = targetName(context)
  let n = 0
  let nModified = 0
  const upserted: Document[] = []
  const add = (
    position: number,
    result: { n: number; nModified: number; upserted?: unknown; id?: unknown },
  ) => {
    n += result.n
    nModified += result.nModified
    if (result.upserted === true) upserted.push({ index: position, _id: result.id })
  }
  for (const [position] of statements.entries()) {
    const done = context.retryable?.resultOf(position)
    if (done)
      add(position, {
        n: Number(done['n']),
        nModified: Number(done['nModified']),
        ...(done['upserted'] === true ? { upserted: true, id: done['id'] } : {}),
      })
  }
  const errors = await runStatements(context, statements.length, async position => {
    const statement = statements[position] ?? {}
    assertKnownFields(statement, 'update.updates', UPDATE_FIELDS)
    const parsed = argumentsOf('update.updates', statement)
    const multi = parsed.boolean('multi') ?? false
    const change = updateOf(statement['u'])
    const modification: Modification = {
      ...modificationOf(context, parsed, findCollection(context, name)),
      update: change,
      multi,
    }
    checkUpdate(change, multi, modification.arrayFilters)
    if (multi && modification.sort) {
      throw new MongoError('FailedToParse', 'Cannot specify sort with multi=true')
    }
    const result = multi
      ? await modifyMany(context, target(context, name), modification)
      : await modifyOne(context, target(context, name), modification, done =>
          context.retryable?.record(position, {
            n: done.upserted ? 1 : done.matched,
            nModified: done.modified,
            ...(done.upserted ? { upserted: true, id: done.upsertedId } : {}),
          }),
        )
    add(position, {
      n: result.upserted ? 1 : result.matched,
      nModified: result.modified,
      upserted: result.upserted,
      id: result.upsertedId,
    })
  })
  return withErrors({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }, errors)
}

async function remove(context: Context): Promise<Reply> {
  refuse(context.command, 'delete', ['rawData'])
  const statements = statementsOf(context, 'deletes')
  const name = targetName(context)
  let n = 0
  for (const [position] of statements.entries())
    n += Number(context.retryable?.resultOf(position)?.['n'] ?? 0)
  const errors = await runStatements(context, statements.length, async position => {
    const statement = statements[position] ?? {}
    assertKnownFields(statement, 'delete.deletes', ['q', 'limit', 'collation', 'hint'])
    const parsed = argumentsOf('delete.deletes', statement)
    const limit = parsed.number('limit')
    if (limit !== 0 && limit !== 1) {
      throw new MongoError(
        'FailedToParse',
        `The limit field in delete objects must be 0 or 1. Got ${String(statement['limit'])}`,
      )
    }
    const modification: Modification = {
      ...modificationOf(context, parsed, findCollection(context, name)),
      update: undefined,
      multi: limit === 0,
    }
    const result =
      limit === 0
        ? await modifyMany(context, target(context, name), modification)
        : await modifyOne(context, target(context, name), modification, done =>
            context.retryable?.record(position, { n: done.matched }),
          )
    n += result.matched
  })
  return withErrors({ n }, errors)
}
