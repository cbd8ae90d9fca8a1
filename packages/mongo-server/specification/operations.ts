import type { ClientSession, Document } from 'mongodb'
import { runOfBucket } from './bucket-operations.ts'
import { runOfClient, runOfDatabase } from './client-operations.ts'
import { collectionOperation, collectionOptions, without } from './collection-operations.ts'
import type { Entity, EntityMap } from './entities.ts'
import type { Operation } from './format.ts'
import { runOfTestRunner } from './test-runner.ts'
import { NotRequired, NotSupported } from './verdicts.ts'

/** Operations that the driver of Node.js does not have, and need not have. */
const LACKING = new Set(['listDatabaseObjects', 'listCollectionObjects', 'mapReduce'])

/** Runs the operations in the callback of `withTransaction`, and rejects if one of them fails. */
export type RunCallback = (operations: Operation[]) => Promise<void>

/** Runs one operation on its entity; the caller compares what comes of it. */
export async function runOperation(
  entities: EntityMap,
  operation: Operation,
  runCallback: RunCallback,
): Promise<unknown> {
  const { name, object } = operation
  const fields: Document = { ...operation.arguments }
  if (LACKING.has(name)) throw new NotRequired(`the driver of Node.js has no ${name}`)
  if (object === 'testRunner') return runOfTestRunner(entities, name, fields)
  const entity = entities.get(object)
  if (fields['session'] !== undefined) fields['session'] = entities.find('session', fields['session']).of
  if (name === 'createChangeStream') return createChangeStream(entities, entity, operation, fields)
  switch (entity.kind) {
    case 'collection': {
      if (name === 'createFindCursor') {
        const of = entity.of.find(fields['filter'], collectionOptions(fields))
        return void save(entities, operation, { kind: 'cursor', of })
      }
      const run = collectionOperation(name)
      if (!run) throw new NotSupported(`the operation ${name} of a collection`)
      return run(entity.of, fields, collectionOptions(fields))
    }
    case 'database':
      if (name === 'runCursorCommand' || name === 'createCommandCursor')
        return runCursorCommand(entities, entity, operation, fields)
      return runOfDatabase(entity.of, name, fields)
    case 'client':
      return runOfClient(entity.of, name, fields)
    case 'bucket':
      return runOfBucket(entity.of, name, fields)
    case 'session':
      return runOfSession(entity.of, name, fields, runCallback)
    case 'cursor':
      if (name === 'iterateUntilDocumentOrError') return entity.of.next()
      if (name === 'iterateOnce') return entity.of.tryNext()
      if (name === 'close') return entity.of.close()
  }
  throw new NotSupported(`the operation ${name} of a ${entity.kind}`)
}

async function runOfSession(
  session: ClientSession,
  name: string,
  fields: Document,
  runCallback: RunCallback,
): Promise<unknown> {
  switch (name) {
    case 'startTransaction':
      return session.startTransaction(fields)
    case 'commitTransaction':
      return session.commitTransaction(fields)
    case 'abortTransaction':
      return session.abortTransaction(fields)
    case 'endSession':
      return session.endSession()
    case 'getSnapshotTime':
      // The driver keeps it to itself.
      return Reflect.get(session, 'snapshotTime')
    case 'withTransaction':
      return session.withTransaction(() => runCallback(fields['callback']), without(fields, 'callback'))
    default:
      throw new NotSupported(`the operation ${name} of a session`)
  }
}

async function runCursorCommand(
  entities: EntityMap,
  database: Extract<Entity, { kind: 'database' }>,
  operation: Operation,
  fields: Document,
): Promise<unknown> {
  const { batchSize, maxTimeMS, comment } = fields
  const options = without(fields, 'command', 'commandName', 'batchSize', 'maxTimeMS', 'comment')
  const cursor = database.of.runCursorCommand(fields['command'], options)
  if (batchSize !== undefined) cursor.setBatchSize(batchSize)
  if (maxTimeMS !== undefined) cursor.setMaxTimeMS(maxTimeMS)
  if (comment !== undefined) cursor.setComment(comment)
  if (operation.name === 'runCursorCommand') return cursor.toArray()
  save(entities, operation, { kind: 'cursor', of: cursor })
  // The format has the command run at once; the driver waits for the first read.
  await cursor.hasNext()
  return undefined
}

async function createChangeStream(
  entities: EntityMap,
  entity: Entity,
  operation: Operation,
  fields: Document,
): Promise<void> {
  if (entity.kind !== 'client' && entity.kind !== 'database' && entity.kind !== 'collection')
    throw new NotSupported(`a change stream of a ${entity.kind}`)
  const of = entity.of.watch(fields['pipeline'], without(fields, 'pipeline'))
  save(entities, operation, { kind: 'changeStream', of })
  // The driver sends nothing before the first read.
  await of.tryNext()
}

function save(entities: EntityMap, { saveResultAsEntity, name }: Operation, entity: Entity): void {
  entities.set(saveResultAsEntity ?? `the last ${name}`, entity)
}
