import { compileProjection } from '../../language/projections/projection.ts'
import type { Document } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Collection } from '../../storage/collection.ts'
import { refuse } from '../context/arguments.ts'
import type { Commands, Context, Reply } from '../context/context.ts'
import { ensureCollection, findCollection, targetName } from '../context/namespaces.ts'
import { collationOf, hintOf, letOf } from '../context/query-options.ts'
import { nonEmpty } from '../reading/reads.ts'
import { type Modification, type Modified, modifyOne } from './modify.ts'
import { checkUpdate, updateOf } from './writes.ts'

const KNOWN_FIELDS = [
  'query',
  'sort',
  'remove',
  'update',
  'new',
  'fields',
  'upsert',
  'bypassDocumentValidation',
  'bypassEmptyTsReplacement',
  'collation',
  'arrayFilters',
  'hint',
  'let',
  'rawData',
]

const command = { known: KNOWN_FIELDS, inTransaction: true, retryable: true, run: findAndModify }

export const findAndModifyCommands: Commands = { findAndModify: command, findandmodify: command }

export function findAndModifyOf(context: Context, collection: Collection | undefined): Modification {
  const { arguments: parsed, command } = context
  const remove = parsed.boolean('remove') ?? false
  const upsert = parsed.boolean('upsert') ?? false
  const update = command['update'] === undefined ? undefined : updateOf(command['update'])
  if (remove && update !== undefined) {
    throw new MongoError('FailedToParse', "Cannot specify both an 'update' and 'remove'=true")
  }
  if (remove && upsert) {
    throw new MongoError('FailedToParse', "Cannot specify both 'upsert'=true and 'remove'=true")
  }
  if (remove && parsed.boolean('new') === true) {
    throw new MongoError(
      'FailedToParse',
      "Cannot specify both 'new'=true and 'remove'=true; 'remove' always returns the deleted document",
    )
  }
  if (!remove && update === undefined) {
    throw new MongoError('FailedToParse', "Either an 'update' or 'remove'=true must be specified")
  }
  const arrayFilters = parsed.documents('arrayFilters')
  if (update !== undefined) checkUpdate(update, false, arrayFilters)
  return {
    filter: parsed.document('query') ?? {},
    update,
    multi: false,
    upsert,
    arrayFilters,
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
    sort: nonEmpty(parsed.document('sort')),
    variables: letOf(parsed),
  }
}

async function findAndModify(context: Context): Promise<Reply> {
  refuse(context.command, 'findAndModify', ['rawData'])
  const done = context.retryable?.resultOf(0)
  if (done) return { fields: done }
  const name = targetName(context)
  const { arguments: parsed } = context
  const modification = findAndModifyOf(context, findCollection(context, name))
  const fields = nonEmpty(parsed.document('fields'))
  const project = fields
    ? compileProjection(fields, modification.filter, modification)
    : (document: Document) => document
  const replyTo = (result: Modified): Document => {
    const image = parsed.boolean('new') === true ? result.after : result.before
    const removed = modification.update === undefined
    return {
      lastErrorObject: {
        n: result.upserted ? 1 : result.matched,
        ...(removed ? {} : { updatedExisting: result.matched > 0 }),
        ...(result.upserted ? { upserted: result.upsertedId } : {}),
      },
      value: image ? project(image) : null,
    }
  }
  const result = await modifyOne(
    context,
    create => (create ? ensureCollection(context, name) : findCollection(context, name)),
    modification,
    each => context.retryable?.record(0, replyTo(each)),
  )
  return { fields: replyTo(result) }
}
