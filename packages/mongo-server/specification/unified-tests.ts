import { type Document, MongoClient } from 'mongodb'
import { type EntityMap, emptyEntities } from './entities.ts'
import { checkError } from './expected-errors.ts'
import { checkEvents, checkLogs } from './expected-messages.ts'
import {
  assertKnownFields,
  type CollectionData,
  type Operation,
  type Specification,
  type SpecificationTest,
} from './format.ts'
import { type FindValue, match } from './match.ts'
import { runOperation } from './operations.ts'
import { deviation, type Surroundings, unmet } from './requirements.ts'
import { Mismatch, NotRequired, NotSupported, type Outcome, type Verdict } from './verdicts.ts'

/** Operations that save an entity of their own instead of their result. */
const SAVING = new Set(['createFindCursor', 'createCommandCursor', 'createChangeStream'])

/** Runs the tests of one specification file against the server at `uri`, which must allow fail points. */
export async function runSpecification(uri: string, specification: Specification): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  // A direct connection would send another read preference than the tests expect.
  const address = new URL(uri)
  address.searchParams.delete('directConnection')
  const admin = await MongoClient.connect(address.href)
  try {
    const surroundings = await surroundingsOf(admin)
    for (const test of specification.tests) {
      const name = `${specification.description}: ${test.description}`
      try {
        assertRequired(specification, test, name, surroundings)
        assertKnownFields(specification, test)
        await runTest(admin, address.href, specification, test)
        outcomes.push({ test: name, verdict: 'passed' })
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        outcomes.push({ test: name, verdict: verdictOf(error), why })
      }
    }
  } finally {
    await admin.close()
  }
  return outcomes
}

async function surroundingsOf(admin: MongoClient): Promise<Surroundings> {
  const { version } = await admin.db('admin').command({ buildInfo: 1 })
  const parameters: Document = await admin.db('admin').command({ getParameter: '*' })
  return { version, parameters }
}

function assertRequired(
  specification: Specification,
  test: SpecificationTest,
  name: string,
  surroundings: Surroundings,
): void {
  const why =
    test.skipReason ??
    unmet(specification.runOnRequirements, surroundings) ??
    unmet(test.runOnRequirements, surroundings) ??
    deviation(name)
  if (why !== null) throw new NotRequired(why)
}

function verdictOf(error: unknown): Verdict {
  if (error instanceof NotRequired) return 'not required'
  return error instanceof NotSupported ? 'not supported' : 'failed'
}

async function runTest(
  admin: MongoClient,
  uri: string,
  specification: Specification,
  test: SpecificationTest,
): Promise<void> {
  for (const data of specification.initialData ?? []) await fill(admin, data)
  const entities = emptyEntities(uri, admin)
  try {
    await entities.create(specification.createEntities ?? [])
    for (const operation of test.operations) await runAndCheck(entities, operation)
    checkEvents(entities, test, valuesOf(entities))
    checkLogs(entities, test, valuesOf(entities))
  } finally {
    await admin.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' })
    await admin.db('admin').command({ killAllSessions: [] })
    await entities.close()
  }
  for (const data of test.outcome ?? []) await checkData(admin, data)
}

/** Resolves to what the operation threw if that was expected, and to null otherwise. */
async function runAndCheck(entities: EntityMap, operation: Operation): Promise<unknown> {
  const { name, expectError, ignoreResultAndError, saveResultAsEntity } = operation
  let result: unknown
  try {
    result = await runOperation(entities, operation, operations => runCallback(entities, operations))
  } catch (error) {
    if (error instanceof NotRequired || error instanceof NotSupported || error instanceof Mismatch)
      throw error
    if (ignoreResultAndError) return error
    if (!expectError) throw new Mismatch(`${name} failed: ${String(error)}`, { cause: error })
    checkError(expectError, error, valuesOf(entities))
    return error
  }
  if (ignoreResultAndError) return null
  if (expectError) throw new Mismatch(`${name} did not fail`)
  if ('expectResult' in operation) match(operation.expectResult, result, valuesOf(entities), name)
  if (saveResultAsEntity && !SAVING.has(name)) entities.set(saveResultAsEntity, { kind: 'value', of: result })
  return null
}

/** The driver decides by what the callback throws whether to run it once more. */
async function runCallback(entities: EntityMap, operations: Operation[]): Promise<void> {
  for (const operation of operations) {
    const thrown = await runAndCheck(entities, operation)
    if (thrown !== null) throw thrown
  }
}

function valuesOf(entities: EntityMap): FindValue {
  return name => {
    const entity = entities.get(name)
    return entity.kind === 'session' ? entity.lsid : entity.of
  }
}

async function fill(admin: MongoClient, data: CollectionData): Promise<void> {
  const { databaseName, collectionName, createOptions, documents } = data
  const database = admin.db(databaseName)
  await database.dropCollection(collectionName)
  await database.createCollection(collectionName, createOptions)
  if (documents.length > 0) await database.collection(collectionName).insertMany(documents)
}

async function checkData(admin: MongoClient, data: CollectionData): Promise<void> {
  const { databaseName, collectionName, documents } = data
  const found = await admin.db(databaseName).collection(collectionName).find().sort({ _id: 1 }).toArray()
  match(documents, found, () => undefined, `outcome of ${collectionName}`, false)
}
