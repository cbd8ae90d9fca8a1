import { type Document, MongoClient, type MongoServerError } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRaw, startTestMongo, type TestMongo } from '../../test-mongo.ts'

let mongo: TestMongo

beforeAll(async () => {
  mongo = await startTestMongo()
})
afterAll(() => mongo.stop())

test('serverStatus counts operations, traffic, connections and latencies', async () => {
  const collection = mongo.collection()
  const before = await admin({ serverStatus: 1 })
  await collection.insertMany([{ a: 1 }, { a: 2 }, { a: 3 }])
  await collection.updateMany({}, { $inc: { a: 1 } })
  await collection.deleteOne({ a: 2 })
  await collection.find({}, { batchSize: 1 }).toArray()
  await codeOf(collection.updateOne({}, { $noSuch: 1 } as Document))
  const after = await admin({ serverStatus: 1 })
  const grown = (path: string, least: number) => {
    const of = (status: Document) =>
      Number(path.split('.').reduce<Document>((at, name) => at[name] ?? 0, status))
    expect(of(after) - of(before), path).toBeGreaterThanOrEqual(least)
  }
  expect(after['opcounters'].insert - before['opcounters'].insert).toBe(3)
  expect(after['opcounters'].update - before['opcounters'].update).toBe(2)
  expect(after['opcounters'].delete - before['opcounters'].delete).toBe(1)
  expect(after['opcounters'].query - before['opcounters'].query).toBe(1)
  grown('opcounters.getmore', 1)
  grown('opcounters.command', 1)
  grown('network.numRequests', 6)
  grown('network.bytesIn', 500)
  grown('network.bytesOut', 500)
  grown('opLatencies.reads.ops', 2)
  grown('opLatencies.writes.latency', 1)
  grown('metrics.commands.find.total', 1)
  grown('asserts.user', 0)
  expect(after['connections']).toMatchObject({ active: expect.any(Number), available: expect.any(Number) })
  expect(after['globalLock']).toMatchObject({ currentQueue: { total: 0 } })
  expect(after['repl']).toMatchObject({ setName: 'rs0', isWritablePrimary: true })
})

test('serverStatus leaves out the sections that are not wanted', async () => {
  const status = await admin({ serverStatus: 1, metrics: 0, repl: false, network: 1 })
  expect(status).toHaveProperty('network')
  expect(status).not.toHaveProperty('metrics')
  expect(status).not.toHaveProperty('repl')
})

test('top and latencyStats show how often and how long a collection was used', async () => {
  const collection = mongo.collection()
  await collection.insertOne({ a: 1 })
  await collection.findOne()
  await collection.findOne()
  const { totals } = await admin({ top: 1 })
  expect(totals[collection.namespace]).toMatchObject({
    queries: { count: 2 },
    insert: { count: 1 },
    readLock: { count: 2 },
    writeLock: { count: 1 },
  })
  const [stats] = await collection.aggregate([{ $collStats: { latencyStats: {} } }]).toArray()
  expect(stats?.['latencyStats']).toMatchObject({ reads: { ops: 2 }, writes: { ops: 1 } })
  await collection.drop()
  expect((await admin({ top: 1 }))['totals']).not.toHaveProperty([collection.namespace])
})

describe('operations', () => {
  const inAdmin = (stage: Document) =>
    mongo.client
      .db('admin')
      .aggregate([{ $currentOp: stage }])
      .toArray()

  test('$currentOp and currentOp list what runs, themselves included', async () => {
    expect(await inAdmin({})).toContainEqual(
      expect.objectContaining({ type: 'op', op: 'command', ns: 'admin.$cmd', active: true }),
    )
    const { inprog } = await admin({ currentOp: 1, 'command.currentOp': 1 })
    expect(inprog).toHaveLength(1)
    expect(inprog[0]).toMatchObject({ command: { currentOp: 1 }, opid: expect.any(Number) })
  })

  test('$currentOp lists idle transactions and cursors, and only runs against admin', async () => {
    const collection = mongo.collection()
    await collection.insertMany([{ a: 1 }, { a: 2 }])
    const session = mongo.client.startSession()
    session.startTransaction()
    await collection.insertOne({}, { session })
    const cursor = collection.find({}, { batchSize: 1 })
    await cursor.next()
    expect(await inAdmin({})).toContainEqual(expect.objectContaining({ type: 'idleSession' }))
    expect(await inAdmin({ idleSessions: false })).not.toContainEqual(
      expect.objectContaining({ type: 'idleSession' }),
    )
    expect(await inAdmin({ idleConnections: true })).toContainEqual(
      expect.objectContaining({ type: 'op', active: false, connectionId: expect.any(Number) }),
    )
    expect(await inAdmin({ idleCursors: true })).toContainEqual(
      expect.objectContaining({ type: 'idleCursor', ns: collection.namespace }),
    )
    await cursor.close()
    await session.abortTransaction()
    await session.endSession()
    expect(await codeOf(collection.aggregate([{ $currentOp: {} }]).toArray())).toBe(73)
    expect(await codeOf(inAdmin({ noSuch: 1 }))).toBe(40415)
  })

  test('killOp ends an operation that waits for a transaction', async () => {
    const collection = mongo.collection()
    await collection.insertOne({ _id: 1 } as Document)
    const session = mongo.client.startSession()
    session.startTransaction()
    await collection.updateOne({ _id: 1 } as Document, { $set: { a: 1 } }, { session })
    const waiting = codeOf(collection.updateOne({ _id: 1 } as Document, { $set: { a: 2 } }))
    let found: Document | undefined
    while (!found) {
      const { inprog } = await admin({ currentOp: 1, waitingForLock: true })
      found = inprog.find((each: Document) => each['ns'] === collection.namespace)
    }
    expect((await admin({ serverStatus: 1 }))['globalLock']).toMatchObject({ currentQueue: { writers: 1 } })
    await admin({ killOp: 1, op: found['opid'] })
    expect(await waiting).toBe(11601)
    await session.abortTransaction()
    await session.endSession()
  })
})

test('listCommands lists exactly what the server answers', async () => {
  const { commands } = await admin({ listCommands: 1 })
  expect(commands['find']).toMatchObject({ adminOnly: false, apiVersions: ['1'] })
  expect(commands['distinct']).toMatchObject({ apiVersions: [] })
  expect(commands['currentOp']).toMatchObject({ adminOnly: true })
  // Whatever it makes of the arguments, a command on the list is known.
  for (const name of Object.keys(commands)) {
    expect(await codeOf(mongo.client.db('nothing').command({ [name]: 'x', noSuchField: 1 })), name).not.toBe(
      59,
    )
  }
  expect(await codeOf(admin({ noSuchCommand: 1 }))).toBe(59)
})

describe('the commands of shells and tools', () => {
  test.each([
    [{ collstats: 'x' }, { count: 0 }],
    [
      { dbstats: 1, freeStorage: 1 },
      { db: 'admin', totalFreeStorageSize: expect.any(Number) },
    ],
    [{ profile: -1 }, { was: 0 }],
    [{ profile: 0 }, { was: 0 }],
    [{ usersInfo: 1 }, { users: [] }],
    [{ rolesInfo: 1, showBuiltinRoles: true }, { roles: [] }],
    [{ connectionStatus: 1, showPrivileges: true }, { authInfo: { authenticatedUserPrivileges: [] } }],
    [{ getDefaultRWConcern: 1 }, { defaultReadConcern: { level: 'local' }, defaultWriteConcern: { w: 1 } }],
    [{ replSetGetConfig: 1 }, { config: { _id: 'rs0', members: [{ _id: 0, votes: 1 }] } }],
    [{ replSetGetStatus: 1 }, { set: 'rs0', members: [{ stateStr: 'PRIMARY', self: true }] }],
    [{ connPoolStats: 1 }, { totalCreated: 0 }],
    [{ planCacheClear: 'x' }, { ok: 1 }],
    [{ planCacheClear: 'x', query: { a: 1 } }, { ok: 1 }],
    [{ fsync: 1 }, { numFiles: 1 }],
    [{ logout: 1 }, { ok: 1 }],
    [{ killOp: 1, op: 999_999 }, { info: 'attempting to kill op' }],
  ])('%j is answered', async (command, reply) => {
    expect(await admin(command)).toMatchObject(reply)
  })

  test.each([
    [{ profile: 1 }, 115],
    [{ profile: 0, slowms: 50 }, 115],
    [{ createUser: 'u', pwd: 'p', roles: [] }, 115],
    [{ createRole: 'r', privileges: [], roles: [] }, 115],
    [{ setDefaultRWConcern: 1, defaultWriteConcern: { w: 1 } }, 115],
    [{ compact: 'x' }, 115],
    [{ logRotate: 1 }, 115],
    [{ fsync: 1, lock: true }, 115],
    [{ fsyncUnlock: 1 }, 20],
    [{ replSetInitiate: {} }, 23],
    [{ replSetStepDown: 60 }, 115],
    [{ saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: '' }, 18],
    [{ createSearchIndexes: 'x', indexes: [] }, 31082],
    [{ validate: 'noSuchCollection' }, 26],
    [{ dbstats: 1, scale: 0 }, 2],
    [{ killOp: 1, op: 'x' }, 14],
  ])('%j is refused with %i', async (command, code) => {
    expect(await codeOf(admin(command))).toBe(code)
  })

  test('a password in the URI fails as it does without access control', async () => {
    const uri = mongo.mongo.uri.replace('mongodb://', 'mongodb://user:password@')
    expect(await codeOf(MongoClient.connect(uri, { serverSelectionTimeoutMS: 2000 }))).toBe(18)
  })

  test('the configuration of the set is a document of local.system.replset', async () => {
    const replset = mongo.client.db('local').collection('system.replset')
    const config = await replset.findOne({}, { projection: { members: { host: 1 } } })
    expect(config).toEqual({ _id: 'rs0', members: [{ host: `127.0.0.1:${mongo.mongo.port}` }] })
    expect(await replset.countDocuments({ _id: 'rs0' as never })).toBe(1)
    expect(await replset.estimatedDocumentCount()).toBe(1)
    expect(await replset.findOne({ _id: 'other' as never })).toBe(null)
  })

  test('dataSize, dbHash and validate describe what a collection contains', async () => {
    const db = mongo.client.db('sizes')
    await db.collection('a').insertMany([{ _id: 2 }, { _id: 1 }] as Document[])
    expect(await db.command({ dataSize: 'sizes.a' })).toMatchObject({ size: 28, numObjects: 2 })
    const first = await db.command({ dbHash: 1 })
    expect(first).toMatchObject({ collections: { a: expect.any(String) } })
    await db.collection('a').insertOne({ _id: 3 } as Document)
    expect((await db.command({ dbHash: 1 }))['md5']).not.toBe(first['md5'])
    await db.collection('a').deleteOne({ _id: 3 } as Document)
    expect((await db.command({ dbHash: 1 }))['md5']).toBe(first['md5'])
    expect((await db.command({ dbHash: 1, collections: ['none'] }))['collections']).toEqual({})
    expect(await db.command({ validate: 'a', scandata: true })).toMatchObject({ valid: true, nrecords: 2 })
    expect(await codeOf(db.command({ validate: 'a', repair: true }))).toBe(115)
    expect(
      await db
        .collection('a')
        .aggregate([{ $planCacheStats: {} }])
        .toArray(),
    ).toEqual([])
  })
})

describe('options in a place where they have no meaning', () => {
  test.each([
    [{ find: 'x', writeConcern: { w: 1 } }, 72],
    [{ explain: { find: 'x' }, writeConcern: { w: 'majority' } }, 72],
    [{ create: 'withoutIndex', autoIndexId: false }, 72],
    [{ aggregate: 'x', pipeline: [{ $out: 'y' }], cursor: {}, readConcern: { level: 'linearizable' } }, 72],
  ])('%j is refused with %i', async (command, code) => {
    expect(await codeOf(mongo.client.db('options').command(command))).toBe(code)
  })

  // A driver puts a time of its own there.
  test.each([
    [{}, 4],
    [{ clusterTime: 5 }, 14],
  ])('a $clusterTime of %j is refused with %i', async ($clusterTime, code) => {
    const raw = await connectRaw(mongo.mongo.port)
    expect(await raw.send({ ping: 1, $db: 'admin', $clusterTime })).toMatchObject({ ok: 0, code })
    raw.close()
  })

  test('a getMore has no maxTimeMS of its own, but what is left of its cursor', async () => {
    const collection = mongo.collection()
    const db = mongo.client.db('test')
    await collection.insertMany([{ a: 1 }, { a: 2 }, {}])
    const numbers = { $range: [0, 50_000] }
    const endless = { $map: { input: numbers, in: { $map: { input: numbers, in: 1 } } } }
    const { cursor } = await db.command({
      find: collection.collectionName,
      filter: { $or: [{ a: { $gt: 0 } }, { $expr: { $gt: [endless, 1] } }] },
      batchSize: 2,
      maxTimeMS: 500,
    })
    const getMore = { getMore: cursor.id, collection: collection.collectionName }
    expect(await codeOf(db.command({ ...getMore, maxTimeMS: 10 }))).toBe(2)
    await expect(db.command(getMore)).rejects.toMatchObject({
      code: 50,
      errmsg: 'operation exceeded time limit',
    })
  })

  test('listIndexes reports builds if it is asked to', async () => {
    const collection = mongo.collection()
    await collection.insertOne({})
    const { cursor } = await mongo.client
      .db('test')
      .command({ listIndexes: collection.collectionName, includeIndexBuildInfo: true })
    expect(cursor.firstBatch).toMatchObject([{ spec: { name: '_id_' } }])
  })
})

function admin(command: Document): Promise<Document> {
  return mongo.client.db('admin').command(command)
}

function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 0,
    (error: MongoServerError) => error.code,
  )
}
