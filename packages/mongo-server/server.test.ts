import { Binary, Long, ObjectId } from 'bson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decode, encode } from './language/values/bson.ts'
import { startMongo } from './server.ts'
import { connectRaw, startTestMongo, type TestMongo, temporaryDirectory } from './test-mongo.ts'
import { crc32c } from './wire/crc32c.ts'
import { OP_COMPRESSED, OP_QUERY, requestMessage } from './wire/message.ts'

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())

describe('the server', () => {
  it('answers as the primary of a replica set of one', async () => {
    const reply = await test.client.db('admin').command({ hello: 1 })
    expect(reply).toMatchObject({ setName: 'rs0', isWritablePrimary: true, maxWireVersion: 25 })
    expect(reply['hosts']).toEqual([reply['me']])
  })

  it('rejects with EADDRINUSE if its port is taken', async () => {
    await expect(startMongo({ port: test.mongo.port, dataDir: ':memory:' })).rejects.toThrow('EADDRINUSE')
  })

  it('refuses a data directory that is in use', async () => {
    using directory = temporaryDirectory()
    const first = await startMongo({ port: 0, dataDir: directory.path })
    await expect(startMongo({ port: 0, dataDir: directory.path })).rejects.toThrow('in use')
    await first.close()
    await (await startMongo({ port: 0, dataDir: directory.path })).close()
  })

  it('keeps documents, indexes and their options over a restart', async () => {
    using directory = temporaryDirectory()
    const first = await startTestMongo({ dataDir: directory.path })
    const people = first.client
      .db('kept')
      .collection<{ _id: number; name?: string; tags?: string[] }>('people')
    await people.createIndex({ name: 1 }, { unique: true, collation: { locale: 'en', strength: 2 } })
    await people.createIndex({ tags: 1 })
    await people.insertMany([
      { _id: 1, name: 'Ann', tags: ['x', 'y'] },
      { _id: 2, name: 'Bob' },
    ])
    const indexes = await people.indexes()
    await first.stop()

    const second = await startTestMongo({ dataDir: directory.path })
    const again = second.client.db('kept').collection<{ _id: number; name?: string }>('people')
    expect(await again.indexes()).toEqual(indexes)
    expect(await again.find({ tags: 'y' }).toArray()).toMatchObject([{ _id: 1 }])
    expect(await again.estimatedDocumentCount()).toBe(2)
    await expect(again.insertOne({ _id: 3, name: 'ANN' })).rejects.toMatchObject({ code: 11000 })
    await second.stop()
  })

  it('answers CommandNotFound to unknown commands, and names unknown options', async () => {
    const admin = test.client.db('admin')
    await expect(admin.command({ frobnicate: 1 })).rejects.toMatchObject({
      code: 59,
      codeName: 'CommandNotFound',
    })
    await expect(admin.command({ find: 'x', frobnicate: 1 })).rejects.toMatchObject({ code: 40415 })
    await expect(admin.command({ find: 'x', tailable: true })).rejects.toMatchObject({ code: 115 })
    await expect(
      test.client.db('t').createCollection('v', { viewOn: 'x', pipeline: [] }),
    ).rejects.toMatchObject({
      code: 115,
    })
    await expect(test.collection().watch().next()).rejects.toMatchObject({ code: 40573 })
  })

  it('keeps the types of numbers and binary values as they were sent', async () => {
    const collection = test.collection()
    const document = { _id: new ObjectId(), long: Long.fromNumber(5), binary: new Binary(Buffer.of(1, 2)) }
    await collection.insertOne(document)
    await collection.updateOne({ _id: document._id }, { $set: { other: 1 } })
    const found = await collection.findOne({ _id: document._id }, { promoteLongs: false })
    expect(found?.['long']).toEqual(Long.fromNumber(5))
    expect(found?.['binary']).toEqual(document.binary)
  })

  it('keeps documents of 16 MB and refuses larger ones', async () => {
    const collection = test.collection()
    const text = 'x'.repeat(16 * 1024 * 1024 - 100)
    const { insertedId } = await collection.insertOne({ text })
    expect((await collection.findOne({ _id: insertedId }))?.['text']).toHaveLength(text.length)
    await expect(
      collection.updateOne({ _id: insertedId }, { $set: { more: 'y'.repeat(200) } }),
    ).rejects.toMatchObject({
      code: 10334,
    })
  })

  it('gives up an operation whose maxTimeMS is over', async () => {
    const collection = test.collection()
    await collection.insertMany(Array.from({ length: 3000 }, (_, n) => ({ n, text: 'x'.repeat(500) })))
    const slow = Array.from({ length: 6 }, () => ({
      $lookup: { from: collection.collectionName, pipeline: [], as: 'all' },
    }))
    await expect(
      collection.aggregate([...slow, { $unwind: '$all' }], { maxTimeMS: 5 }).toArray(),
    ).rejects.toMatchObject({ code: 50 })
  })

  it('lets other clients in while a long scan runs', async () => {
    const collection = test.collection()
    const rows = Array.from({ length: 20_000 }, (_, n) => ({ n, text: 'x'.repeat(200) }))
    await collection.insertMany(rows)
    // Connect first, so that it only has to wait for the scan.
    const other = await test.connect()
    await other.db('admin').command({ ping: 1 })
    let scanned = false
    const scan = collection
      .find({ text: 'absent' })
      .toArray()
      .then(() => {
        scanned = true
      })
    await other.db('admin').command({ ping: 1 })
    expect(scanned).toBe(false)
    await scan
  })

  it('serves many clients at once without losing an increment', async () => {
    const collection = test.collection()
    await collection.insertOne({ name: 'counter', n: 0 })
    const clients = await Promise.all(Array.from({ length: 8 }, () => test.connect()))
    await Promise.all(
      clients.flatMap(client =>
        Array.from({ length: 50 }, () =>
          client
            .db('test')
            .collection(collection.collectionName)
            .updateOne({ name: 'counter' }, { $inc: { n: 1 } }, { upsert: true }),
        ),
      ),
    )
    expect(await collection.find({}, { projection: { _id: 0, n: 1 } }).toArray()).toEqual([{ n: 400 }])
  })

  it.each([
    { name: 0 },
    { name: false, list: Long.fromNumber(0) },
    { _id: 0 },
    { name: 1 },
    { name: true, at: 2 },
    { _id: 0, inner: 1, missing: 1 },
    { list: 1, name: Long.fromNumber(1), _id: 1 },
  ])('takes whole fields as it does one by one: %o', async projection => {
    const collection = test.client.db('test').collection('whole-fields')
    const at = new Date(0)
    await collection.deleteMany({})
    await collection.insertMany([
      { _id: new ObjectId(), name: 'a', list: [1, { two: 2 }], at, inner: { name: 'b', n: 1.5 }, none: null },
      { _id: new ObjectId(), at, list: [], file: new Binary(Buffer.from('bytes')), big: Long.MAX_VALUE },
      { _id: new ObjectId(), name: /pattern/i },
    ])
    const found = (given: object) =>
      collection.find({}, { projection: given, sort: { _id: 1 }, promoteValues: false }).toArray()
    const takes = Object.entries(projection).some(([field, value]) => field !== '_id' && Number(value) !== 0)
    // A path into a document cannot be answered from whole fields.
    expect(await found(projection)).toEqual(await found({ ...projection, 'no.such': takes ? 1 : 0 }))
  })

  it('answers what mongosh and Compass ask first', async () => {
    const admin = test.client.db('admin')
    for (const command of [
      'buildInfo',
      'serverStatus',
      'hostInfo',
      'connectionStatus',
      'whatsmyuri',
      'getCmdLineOpts',
    ]) {
      expect((await admin.command({ [command]: 1 }))['ok']).toBe(1)
    }
    expect((await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 }))['ok']).toBe(1)
    expect((await admin.command({ getLog: 'startupWarnings' }))['log']).toEqual([])
  })
})

describe('the wire protocol', () => {
  it('answers the legacy handshake over OP_QUERY', async () => {
    const client = await connectRaw(test.mongo.port)
    const body = encode({ isMaster: 1, helloOk: true })
    const head = Buffer.alloc(16 + 4)
    const name = Buffer.from('admin.$cmd\0')
    const rest = Buffer.alloc(8)
    rest.writeInt32LE(-1, 4)
    const message = Buffer.concat([head, name, rest, body])
    message.writeInt32LE(message.length, 0)
    message.writeInt32LE(7, 4)
    message.writeInt32LE(OP_QUERY, 12)
    const reply = await client.sendBytes(message)
    expect(reply.readInt32LE(8)).toBe(7)
    expect(decode(reply.subarray(36))).toMatchObject({ ismaster: true, helloOk: true, ok: 1 })
    client.close()
  })

  it('checks the checksum of a message that carries one', async () => {
    const client = await connectRaw(test.mongo.port)
    const plain = requestMessage(1, { ping: 1, $db: 'admin' })
    const signed = Buffer.concat([plain, Buffer.alloc(4)])
    signed.writeInt32LE(signed.length, 0)
    signed.writeUInt32LE(1, 16)
    signed.writeUInt32LE(crc32c(signed.subarray(0, -4)), signed.length - 4)
    expect(decode((await client.sendBytes(signed)).subarray(21))).toMatchObject({ ok: 1 })
    signed.writeUInt32LE(0, signed.length - 4)
    expect(decode((await client.sendBytes(signed)).subarray(21))).toMatchObject({ ok: 0 })
    client.close()
  })

  it('reads document sequences, and answers nothing to unacknowledged writes', async () => {
    const client = await connectRaw(test.mongo.port)
    const body = encode({ insert: 'sequences', $db: 'test' })
    const documents = Buffer.concat([encode({ _id: 1 }), encode({ _id: 2 })])
    const section = Buffer.concat([Buffer.of(1), Buffer.alloc(4), Buffer.from('documents\0'), documents])
    section.writeInt32LE(section.length - 1, 1)
    const message = Buffer.concat([Buffer.alloc(20), section, Buffer.of(0), body])
    message.writeInt32LE(message.length, 0)
    message.writeInt32LE(2013, 12)
    message.writeUInt32LE(2, 16)
    client.socket.write(message)
    // The next answer on the connection belongs to the next question.
    expect(await client.send({ count: 'sequences', $db: 'test' })).toMatchObject({ n: 2 })
    client.close()
  })

  // The driver refuses to send such a document; drivers of other languages do not.
  it('keeps, finds and changes documents with a field called _bsontype', async () => {
    const client = await connectRaw(test.mongo.port)
    const $db = 'test'
    const document = { _id: 1, inner: { _bsontype: 'ObjectId', n: 1 } }
    expect(await client.send({ insert: 'named', documents: [document], $db })).toMatchObject({ n: 1, ok: 1 })
    const filter = { inner: { _bsontype: 'ObjectId', n: 1 } }
    const update = { q: filter, u: { $set: { 'inner.n': 2 } } }
    expect(await client.send({ update: 'named', updates: [update], $db })).toMatchObject({ nModified: 1 })
    const found = await client.send({ find: 'named', filter: { 'inner._bsontype': 'ObjectId' }, $db })
    expect(found).toMatchObject({ cursor: { firstBatch: [{ _id: 1, inner: { n: 2 } }] } })
    client.close()
  })

  it('streams an awaited hello until the client hangs up', async () => {
    const client = await connectRaw(test.mongo.port)
    const { topologyVersion } = await client.send({ hello: 1, $db: 'admin' })
    const message = requestMessage(9, { hello: 1, topologyVersion, maxAwaitTimeMS: 20, $db: 'admin' })
    message.writeUInt32LE(1 << 16, 16)
    const first = await client.sendBytes(message)
    const second = await client.sendBytes(Buffer.alloc(0))
    expect(first.readInt32LE(8)).toBe(9)
    expect(first.readUInt32LE(16)).toBe(2)
    expect(second.readInt32LE(8)).toBe(first.readInt32LE(4))
    client.close()
  })

  it('refuses compressed and broken messages with an error, and hangs up', async () => {
    for (const opCode of [OP_COMPRESSED, 4711]) {
      const client = await connectRaw(test.mongo.port)
      const closed = new Promise<void>(resolve => client.socket.once('close', () => resolve()))
      const message = requestMessage(1, { ping: 1, $db: 'admin' })
      message.writeInt32LE(opCode, 12)
      expect(decode((await client.sendBytes(message)).subarray(21))).toMatchObject({ ok: 0, code: 17 })
      await closed
    }
  })
})
