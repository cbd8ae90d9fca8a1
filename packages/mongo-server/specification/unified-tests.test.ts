import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../test-mongo.ts'
import { parseSpecification } from './format.ts'
import { runSpecification } from './unified-tests.ts'

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())

const entities = [
  { client: { id: 'client0', observeEvents: ['commandStartedEvent', 'commandSucceededEvent'] } },
  { database: { id: 'database0', client: 'client0', databaseName: 'specified' } },
  { collection: { id: 'collection0', database: 'database0', collectionName: 'items' } },
  { session: { id: 'session0', client: 'client0' } },
]

const specification = (...tests: object[]) =>
  parseSpecification(
    JSON.stringify({
      description: 'own',
      schemaVersion: '1.0',
      createEntities: entities,
      initialData: [{ collectionName: 'items', databaseName: 'specified', documents: [{ _id: 1 }] }],
      tests,
    }),
  )

const insert = {
  name: 'insertOne',
  object: 'collection0',
  arguments: { document: { _id: 2 }, session: 'session0' },
  expectResult: { insertedId: 2 },
}

describe('the runner of specification tests', () => {
  it('passes what the server does as specified, its events and its outcome included', async () => {
    const transaction = {
      description: 'commit',
      operations: [
        { name: 'startTransaction', object: 'session0' },
        insert,
        {
          ...insert,
          expectError: { errorCode: 11000, errorLabelsOmit: ['TransientTransactionError'] },
          expectResult: undefined,
        },
        { name: 'abortTransaction', object: 'session0' },
        insert,
      ],
      expectEvents: [
        {
          client: 'client0',
          ignoreExtraEvents: true,
          events: [
            {
              commandStartedEvent: {
                commandName: 'insert',
                command: {
                  txnNumber: { $$type: 'long' },
                  startTransaction: true,
                  lsid: { $$sessionLsid: 'session0' },
                },
              },
            },
            { commandSucceededEvent: { reply: { ok: 1, n: 1 } } },
          ],
        },
      ],
      outcome: [{ collectionName: 'items', databaseName: 'specified', documents: [{ _id: 1 }, { _id: 2 }] }],
    }
    const outcomes = await runSpecification(test.mongo.uri, specification(transaction))
    expect(outcomes).toEqual([{ test: 'own: commit', result: 'passed' }])
  })

  it('fails what differs, and skips what it cannot judge', async () => {
    const outcomes = await runSpecification(
      test.mongo.uri,
      specification(
        { description: 'wrong result', operations: [{ ...insert, expectResult: { insertedId: 3 } }] },
        {
          description: 'wrong outcome',
          operations: [],
          outcome: [{ collectionName: 'items', databaseName: 'specified', documents: [] }],
        },
        { description: 'no failure', operations: [{ ...insert, expectError: { isError: true } }] },
        { description: 'unknown', operations: [{ name: 'mapReduce', object: 'collection0' }] },
        { description: 'sharded', runOnRequirements: [{ topologies: ['sharded'] }], operations: [] },
      ),
    )
    expect(outcomes.map(each => each.result)).toEqual(['failed', 'failed', 'failed', 'skipped', 'skipped'])
  })
})
