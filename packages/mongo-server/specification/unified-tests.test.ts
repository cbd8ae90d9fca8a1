import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../test-mongo.ts'
import { parseSpecification } from './format.ts'
import { runSpecification } from './unified-tests.ts'
import type { Outcome } from './verdicts.ts'

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())

const CLIENT = {
  id: 'client0',
  observeEvents: ['commandStartedEvent', 'commandSucceededEvent', 'commandFailedEvent'],
  observeLogMessages: { command: 'debug' },
}

const INSERT = {
  name: 'insertOne',
  object: 'collection0',
  arguments: { document: { _id: 2 }, session: 'session0' },
  expectResult: { insertedId: 2 },
}

const PING = {
  name: 'runCommand',
  object: 'database0',
  arguments: { commandName: 'ping', command: { ping: 1 } },
}

describe('the runner of specification tests', () => {
  it('passes what the server does as specified, its events, logs and outcome included', async () => {
    const outcomes = await run({
      description: 'commit',
      operations: [
        { name: 'startTransaction', object: 'session0' },
        INSERT,
        {
          ...INSERT,
          expectError: { errorCode: 11000, errorLabelsOmit: ['TransientTransactionError'] },
          expectResult: undefined,
        },
        { name: 'abortTransaction', object: 'session0' },
        INSERT,
      ],
      expectEvents: [
        {
          client: 'client0',
          ignoreExtraEvents: true,
          events: [
            {
              commandStartedEvent: {
                commandName: 'insert',
                databaseName: 'specified',
                command: {
                  txnNumber: { $$type: 'long' },
                  startTransaction: true,
                  lsid: { $$sessionLsid: 'session0' },
                },
              },
            },
            {
              commandSucceededEvent: {
                reply: { ok: 1, n: 1 },
                databaseName: 'specified',
                hasServerConnectionId: true,
              },
            },
          ],
        },
      ],
      expectLogMessages: [
        {
          client: 'client0',
          ignoreExtraMessages: true,
          messages: [
            log({
              message: 'Command started',
              command: { $$matchAsDocument: { $$matchAsRoot: { insert: 'items' } } },
            }),
            log({ message: 'Command succeeded', commandName: 'insert', durationMS: { $$type: 'double' } }),
          ],
        },
      ],
      outcome: [{ collectionName: 'items', databaseName: 'specified', documents: [{ _id: 1 }, { _id: 2 }] }],
    })
    expect(outcomes).toEqual([{ test: 'own: commit', verdict: 'passed' }])
  })

  it.each([
    ['a result', { operations: [{ ...INSERT, expectResult: { insertedId: 3 } }] }],
    ['an outcome', { outcome: [{ collectionName: 'items', databaseName: 'specified', documents: [] }] }],
    ['an error that does not come', { operations: [{ ...INSERT, expectError: { isError: true } }] }],
    ['an event', { operations: [PING], expectEvents: [{ client: 'client0', events: [] }] }],
    ['a log message that does not come', { expectLogMessages: [{ client: 'client0', messages: [log({})] }] }],
    [
      'the text of a log message',
      {
        operations: [PING],
        expectLogMessages: [
          { client: 'client0', messages: [log({ commandName: 'ping' }), log({ message: 'Command failed' })] },
        ],
      },
    ],
    [
      'a log message too many',
      { operations: [PING], expectLogMessages: [{ client: 'client0', messages: [] }] },
    ],
  ])('fails a test that expects otherwise of %s', async (_, parts) => {
    expect(await verdicts(parts)).toEqual(['failed'])
  })

  it.each([
    ['a version that is past', { runOnRequirements: [{ maxServerVersion: '4.2' }] }],
    ['a version to come', { runOnRequirements: [{ minServerVersion: '99.0' }] }],
    ['a topology', { runOnRequirements: [{ topologies: ['sharded'] }] }],
    ['a server parameter', { runOnRequirements: [{ serverParameters: { enableTestCommands: false } }] }],
    ['authentication', { runOnRequirements: [{ auth: true }] }],
    ['encryption', { runOnRequirements: [{ csfle: true }] }],
    ['its own skipping', { skipReason: 'not yet' }],
    ['a method that the driver lacks', { operations: [{ name: 'mapReduce', object: 'collection0' }] }],
  ])('does not require a test because of %s', async (_, parts) => {
    expect(await verdicts(parts)).toEqual(['not required'])
  })

  it.each([
    ['an operation', { operations: [{ name: 'frobnicate', object: 'collection0' }] }],
    ['an expectation', { expectTracingMessages: [] }],
    ['an expectation of an error', { operations: [INSERT, { ...INSERT, expectError: { isGood: true } }] }],
    ['a matching rule', { operations: [{ ...INSERT, expectResult: { $$looksLike: 1 } }] }],
    ['an entity', { operations: [create({ thread: { id: 'thread0' } })] }],
    ['a field of a client', { operations: [create({ client: { id: 'client1', autoEncryptOpts: {} } })] }],
    ['an event', { operations: [create({ client: { id: 'client1', observeEvents: ['partyEvent'] } })] }],
  ])('says that it does not support a test with %s that it does not know', async (_, parts) => {
    expect(await verdicts(parts)).toEqual(['not supported'])
  })

  it('runs a test if one of several requirements is met', async () => {
    const runOnRequirements = [
      { topologies: ['sharded'] },
      { auth: false, csfle: false, serverless: 'forbid' },
    ]
    expect(await verdicts({ runOnRequirements })).toEqual(['passed'])
  })

  it('hands the stable API of a client to the driver', async () => {
    const client = { id: 'client1', observeEvents: ['commandStartedEvent'], serverApi: { version: '1' } }
    const operations = [
      create({ client }, { database: { id: 'database1', client: 'client1', databaseName: 'specified' } }),
      { ...PING, object: 'database1' },
    ]
    const expected = (apiVersion: string) => [
      { client: 'client1', events: [{ commandStartedEvent: { command: { ping: 1, apiVersion } } }] },
    ]
    expect(await verdicts({ operations, expectEvents: expected('1') })).toEqual(['passed'])
    expect(await verdicts({ operations, expectEvents: expected('2') })).toEqual(['failed'])
  })

  it('shows sensitive commands, emptied, to a client that asks for them only', async () => {
    const operations = (observeSensitiveCommands: boolean) => [
      create(
        { client: { id: 'client1', observeEvents: ['commandStartedEvent'], observeSensitiveCommands } },
        { database: { id: 'database1', client: 'client1', databaseName: 'specified' } },
      ),
      {
        name: 'runCommand',
        object: 'database1',
        arguments: { command: { getnonce: 1, secret: 'x' } },
        expectError: { isClientError: false },
      },
    ]
    const event = {
      commandStartedEvent: { commandName: 'getnonce', command: { secret: { $$exists: false } } },
    }
    const expectEvents = [{ client: 'client1', events: [event] }]
    expect(await verdicts({ operations: operations(true), expectEvents })).toEqual(['passed'])
    expect(await verdicts({ operations: operations(false), expectEvents })).toEqual(['failed'])
  })

  it('looks for the code of a failed client bulk write in its cause', async () => {
    const failPoint = {
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['bulkWrite'], errorCode: 8 },
    }
    const models = [{ insertOne: { namespace: 'specified.items', document: { _id: 3 } } }]
    const operations = (errorCode: number) => [
      { name: 'failPoint', object: 'testRunner', arguments: { client: 'client0', failPoint } },
      { name: 'clientBulkWrite', object: 'client0', arguments: { models }, expectError: { errorCode } },
    ]
    expect(await verdicts({ operations: operations(8) })).toEqual(['passed'])
    expect(await verdicts({ operations: operations(9) })).toEqual(['failed'])
  })

  it('accepts the time limit that the driver adds to a commit, and no other', async () => {
    const operations = [
      { name: 'startTransaction', object: 'session0', arguments: { writeConcern: { w: 'majority' } } },
      INSERT,
      { name: 'commitTransaction', object: 'session0' },
    ]
    const expectEvents = (writeConcern: object) => [
      {
        client: 'client0',
        ignoreExtraEvents: true,
        events: [
          { commandStartedEvent: { commandName: 'insert' } },
          { commandSucceededEvent: {} },
          { commandStartedEvent: { commandName: 'commitTransaction', command: { writeConcern } } },
        ],
      },
    ]
    expect(await verdicts({ operations, expectEvents: expectEvents({ w: 'majority' }) })).toEqual(['passed'])
    expect(await verdicts({ operations, expectEvents: expectEvents({ w: 1 }) })).toEqual(['failed'])
    const other = expectEvents({ w: 'majority', wtimeout: 5 })
    expect(await verdicts({ operations, expectEvents: other })).toEqual(['failed'])
  })

  it('passes on what the callback of a transaction throws, so that the driver runs it once more', async () => {
    const failPoint = {
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: {
        failCommands: ['commitTransaction'],
        errorCode: 251,
        errorLabels: ['TransientTransactionError'],
      },
    }
    const operations = [
      { name: 'failPoint', object: 'testRunner', arguments: { client: 'client0', failPoint } },
      { name: 'withTransaction', object: 'session0', arguments: { callback: [INSERT] } },
    ]
    const outcome = [
      { collectionName: 'items', databaseName: 'specified', documents: [{ _id: 1 }, { _id: 2 }] },
    ]
    expect(await verdicts({ operations, outcome })).toEqual(['passed'])
  })

  it('uploads to a bucket and downloads from it', async () => {
    const download = (hex: string) => [
      create({ bucket: { id: 'bucket0', database: 'database0' } }),
      {
        name: 'upload',
        object: 'bucket0',
        arguments: { filename: 'file', source: { $$hexBytes: '11223344' }, chunkSizeBytes: 3 },
      },
      {
        name: 'downloadByName',
        object: 'bucket0',
        arguments: { filename: 'file' },
        expectResult: { $$matchesHexBytes: hex },
      },
    ]
    expect(await verdicts({ operations: download('11223344') })).toEqual(['passed'])
    expect(await verdicts({ operations: download('11223345') })).toEqual(['failed'])
  })
})

async function verdicts(parts: object): Promise<string[]> {
  const outcomes = await run({ description: 'test', operations: [], ...parts })
  return outcomes.map(({ verdict }) => verdict)
}

function run(...tests: object[]): Promise<Outcome[]> {
  const specification = {
    description: 'own',
    schemaVersion: '1.0',
    createEntities: [
      { client: CLIENT },
      { database: { id: 'database0', client: 'client0', databaseName: 'specified' } },
      { collection: { id: 'collection0', database: 'database0', collectionName: 'items' } },
      { session: { id: 'session0', client: 'client0' } },
    ],
    initialData: [{ collectionName: 'items', databaseName: 'specified', documents: [{ _id: 1 }] }],
    tests,
  }
  return runSpecification(test.mongo.uri, parseSpecification(JSON.stringify(specification)))
}

function create(...entities: object[]) {
  return { name: 'createEntities', object: 'testRunner', arguments: { entities } }
}

function log(data: object) {
  return { level: 'debug', component: 'command', data }
}
