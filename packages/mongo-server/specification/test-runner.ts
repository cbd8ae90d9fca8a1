import type { Document } from 'mongodb'
import type { EntityMap } from './entities.ts'
import { isEvent } from './expected-messages.ts'
import { Mismatch, NotSupported } from './verdicts.ts'

type TestRunnerOperation = (entities: EntityMap, fields: Document) => Promise<void> | void

/** What the format lets the runner itself do and check. */
const OPERATIONS: Record<string, TestRunnerOperation> = {
  async failPoint(entities, { client, failPoint }) {
    await entities.find('client', client).of.db('admin').command(failPoint)
  },
  async targetedFailPoint(entities, { session, failPoint }) {
    await entities.find('session', session).client.db('admin').command(failPoint)
  },
  createEntities: (entities, fields) => entities.create(fields['entities']),
  async waitForEvent(entities, { client, event, count }) {
    const { observation } = entities.find('client', client)
    const seen = () => observation.events.filter(each => isEvent(event, each, () => undefined))
    await observation.waitFor(() => seen().length >= count)
  },
  assertEventCount(entities, { client, event, count }) {
    const { events } = entities.find('client', client).observation
    const seen = events.filter(each => isEvent(event, each, () => undefined)).length
    expectTrue(seen === count, `${seen} events instead of ${count}`)
  },
  assertSessionTransactionState(entities, { session, state }) {
    // The driver shows no more of the state than whether a transaction is open.
    const open = state === 'starting' || state === 'in_progress'
    expectTrue(entities.find('session', session).of.inTransaction() === open, `not ${state}`)
  },
  assertSessionDirty: (entities, { session }) =>
    expectTrue(isDirty(entities, session), 'the session is not dirty'),
  assertSessionNotDirty: (entities, { session }) =>
    expectTrue(!isDirty(entities, session), 'the session is dirty'),
  assertSessionPinned: (entities, { session }) =>
    expectTrue(entities.find('session', session).of.isPinned, 'the session is not pinned'),
  assertSessionUnpinned: (entities, { session }) =>
    expectTrue(!entities.find('session', session).of.isPinned, 'the session is pinned'),
  async assertCollectionExists(entities, fields) {
    expectTrue(await collectionExists(entities, fields), `${fields['collectionName']} does not exist`)
  },
  async assertCollectionNotExists(entities, fields) {
    expectTrue(!(await collectionExists(entities, fields)), `${fields['collectionName']} exists`)
  },
  async assertIndexExists(entities, fields) {
    expectTrue(await indexExists(entities, fields), `the index ${fields['indexName']} does not exist`)
  },
  async assertIndexNotExists(entities, fields) {
    expectTrue(!(await indexExists(entities, fields)), `the index ${fields['indexName']} exists`)
  },
  assertSameLsidOnLastTwoCommands(entities, { client }) {
    const [one, two] = lastTwoLsids(entities, client)
    expectTrue(one === two, 'the last two commands have different sessions')
  },
  assertDifferentLsidOnLastTwoCommands(entities, { client }) {
    const [one, two] = lastTwoLsids(entities, client)
    expectTrue(one !== two, 'the last two commands have the same session')
  },
}

export async function runOfTestRunner(entities: EntityMap, name: string, fields: Document): Promise<void> {
  const run = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined
  if (!run) throw new NotSupported(`the operation ${name} of the test runner`)
  await run(entities, fields)
}

function expectTrue(condition: boolean, what: string): void {
  if (!condition) throw new Mismatch(what)
}

function isDirty(entities: EntityMap, session: unknown): boolean {
  return entities.find('session', session).of.serverSession.isDirty
}

async function collectionExists(
  entities: EntityMap,
  { databaseName, collectionName }: Document,
): Promise<boolean> {
  const found = await entities.runner
    .db(databaseName)
    .listCollections({ name: collectionName }, { nameOnly: true })
    .toArray()
  return found.length > 0
}

async function indexExists(
  entities: EntityMap,
  { databaseName, collectionName, indexName }: Document,
): Promise<boolean> {
  // A collection that is not there has no indexes.
  const found = await entities.runner
    .db(databaseName)
    .collection(collectionName)
    .indexes()
    .catch(() => [])
  return found.some(({ name }) => name === indexName)
}

function lastTwoLsids(entities: EntityMap, client: unknown): [string, string] {
  const lsids = entities
    .find('client', client)
    .observation.events.filter(({ type }) => type === 'commandStartedEvent')
    .map(({ event }) => JSON.stringify(event['command']['lsid']))
  return [lsids.at(-2) ?? '', lsids.at(-1) ?? '']
}
