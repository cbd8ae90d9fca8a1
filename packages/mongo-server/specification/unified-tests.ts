import {
  type Document,
  MongoBulkWriteError,
  MongoClient,
  MongoClientBulkWriteError,
  MongoError,
  MongoServerError,
} from 'mongodb'
import { serverVersion } from '../commands/handshake.ts'
import { createEntities, type EntityMap } from './entities.ts'
import {
  Mismatch,
  type Operation,
  type Specification,
  type SpecificationTest,
  Unsupported,
  unmet,
} from './format.ts'
import { match } from './match.ts'
import { runOperation } from './operations.ts'

export type Outcome = { test: string; result: 'passed' | 'failed' | 'skipped'; why?: string }

function checkLabels(error: unknown, wanted: unknown, present: boolean): void {
  for (const label of Array.isArray(wanted) ? wanted : []) {
    const has = error instanceof MongoError && error.hasErrorLabel(label)
    if (has !== present) throw new Mismatch(`the error ${present ? 'lacks' : 'has'} the label ${label}`)
  }
}

function checkError(expected: Document, error: unknown, entities: EntityMap): void {
  const server = error instanceof MongoServerError ? error : undefined
  const text = error instanceof Error ? error.message.toLowerCase() : String(error)
  for (const [rule, wanted] of Object.entries(expected)) {
    if (rule === 'isError') continue
    if (rule === 'isClientError') {
      // What the server sent is no client error, except a broken connection.
      if (wanted !== (server === undefined)) throw new Mismatch(`isClientError is not ${wanted}: ${text}`)
    } else if (rule === 'errorContains') {
      if (!text.includes(String(wanted).toLowerCase()))
        throw new Mismatch(`'${text}' does not contain '${wanted}'`)
    } else if (rule === 'errorCode') match(wanted, server?.code, entity(entities), 'errorCode')
    else if (rule === 'errorCodeName') match(wanted, server?.codeName, entity(entities), 'errorCodeName')
    else if (rule === 'errorLabelsContain') checkLabels(error, wanted, true)
    else if (rule === 'errorLabelsOmit') checkLabels(error, wanted, false)
    else if (rule === 'expectResult') {
      const result =
        error instanceof MongoBulkWriteError
          ? error.result
          : error instanceof MongoClientBulkWriteError
            ? error.partialResult
            : undefined
      match(wanted, result, entity(entities), 'error result')
    } else if (rule === 'errorResponse')
      match(wanted, server?.errorResponse, entity(entities), 'errorResponse')
    else throw new Unsupported(`expectError.${rule}`)
  }
}

const entity = (entities: EntityMap) => (name: string) => {
  const lsid = entities.lsid(name)
  if (lsid !== undefined) return lsid
  const found = entities.get(name)
  return 'value' in found ? found.value : found
}

async function runAndCheck(entities: EntityMap, operation: Operation): Promise<void> {
  let result: unknown
  try {
    result = await runOperation(entities, operation)
  } catch (error) {
    if (error instanceof Unsupported || error instanceof Mismatch) throw error
    if (operation.ignoreResultAndError) return
    if (!operation.expectError) throw new Mismatch(`${operation.name} failed: ${String(error)}`)
    return checkError(operation.expectError, error, entities)
  }
  if (operation.ignoreResultAndError) return
  if (operation.expectError) throw new Mismatch(`${operation.name} did not fail`)
  if ('expectResult' in operation) match(operation.expectResult, result, entity(entities), operation.name)
  if (operation.saveResultAsEntity && operation.name !== 'createFindCursor') {
    entities.set(operation.saveResultAsEntity, { value: result })
  }
}

function checkEvents(entities: EntityMap, test: SpecificationTest): void {
  for (const { client, eventType, events: wanted, ignoreExtraEvents } of test.expectEvents ?? []) {
    if (eventType !== undefined && eventType !== 'command') throw new Unsupported(`${eventType} events`)
    const seen = entities.events(client)
    if (seen.length < wanted.length || (!ignoreExtraEvents && seen.length > wanted.length)) {
      const names = seen.map(each => `${each.type}:${each.event.commandName}`).join(', ')
      throw new Mismatch(`${seen.length} events instead of ${wanted.length}: ${names}`)
    }
    for (const [at, expected] of wanted.entries()) {
      const [type, fields] = Object.entries(expected)[0] ?? ['', {}]
      const actual = seen[at]
      if (actual?.type !== type) throw new Mismatch(`event ${at} is a ${actual?.type}, not a ${type}`)
      for (const [field, value] of Object.entries(fields)) {
        if (field === 'hasServiceId' || field === 'hasServerConnectionId') continue
        const of: Document = {
          ...actual.event,
          databaseName: actual.type === 'commandStartedEvent' ? actual.event.databaseName : undefined,
        }
        match(value, of[field], entity(entities), `event ${at} ${field}`)
      }
    }
  }
}

async function prepare(admin: MongoClient, specification: Specification): Promise<void> {
  for (const { databaseName, collectionName, documents } of specification.initialData ?? []) {
    const database = admin.db(databaseName)
    await database.dropCollection(collectionName)
    await database.createCollection(collectionName)
    if (documents.length > 0) await database.collection(collectionName).insertMany(documents)
  }
}

async function checkOutcome(admin: MongoClient, test: SpecificationTest): Promise<void> {
  for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
    const found = await admin.db(databaseName).collection(collectionName).find().sort({ _id: 1 }).toArray()
    match(documents, found, () => undefined, `outcome of ${collectionName}`, false)
  }
}

async function runTest(
  admin: MongoClient,
  uri: string,
  specification: Specification,
  test: SpecificationTest,
): Promise<void> {
  const why =
    test.skipReason ??
    unmet(specification.runOnRequirements, serverVersion) ??
    unmet(test.runOnRequirements, serverVersion)
  if (why !== undefined) throw new Unsupported(why)
  await prepare(admin, specification)
  const entities = await createEntities(uri, specification.createEntities ?? [])
  try {
    for (const operation of test.operations) await runAndCheck(entities, operation)
    checkEvents(entities, test)
  } finally {
    await admin.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' })
    await admin.db('admin').command({ killAllSessions: [] })
    await entities.close()
  }
  await checkOutcome(admin, test)
}

/** Runs the tests of one specification file against the server at `uri`, which must allow fail points. */
export async function runSpecification(uri: string, specification: Specification): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const admin = await MongoClient.connect(uri)
  for (const test of specification.tests) {
    const name = `${specification.description}: ${test.description}`
    try {
      await runTest(admin, uri, specification, test)
      outcomes.push({ test: name, result: 'passed' })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      outcomes.push({ test: name, result: error instanceof Unsupported ? 'skipped' : 'failed', why })
    }
  }
  await admin.close()
  return outcomes
}
