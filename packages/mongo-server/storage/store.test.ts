import type { Document, MongoClient, WriteConcernSettings } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo, temporaryDirectory } from '../test-mongo.ts'
import { openStore } from './store.ts'

describe('a store', () => {
  it('syncs its log for the groups that wait for it, and for all groups before them', async () => {
    using directory = temporaryDirectory()
    const store = openStore(directory.path)
    store.main.exec('CREATE TABLE t (n INTEGER)')
    const write = () => {
      store.begin()
      store.main.exec('INSERT INTO t VALUES (1)')
    }
    write()
    await store.durable()
    write()
    await store.durable()
    expect(store.groups).toEqual({ committed: 2, synced: 0 })
    write()
    const journaled = store.journaled()
    await store.durable()
    expect(store.groups).toEqual({ committed: 3, synced: 0 })
    await journaled
    expect(store.groups).toEqual({ committed: 3, synced: 3 })
    store.close()
  })

  it('syncs for all groups that wait at the same time', async () => {
    using directory = temporaryDirectory()
    const store = openStore(directory.path)
    store.main.exec('CREATE TABLE t (n INTEGER)')
    const waiting: Promise<void>[] = []
    for (let n = 1; n <= 20; n++) {
      store.begin()
      store.main.exec('INSERT INTO t VALUES (1)')
      store.flush()
      waiting.push(store.journaled().then(() => expect(store.groups.synced).toBeGreaterThanOrEqual(n)))
    }
    await Promise.all(waiting)
    expect(store.groups).toEqual({ committed: 20, synced: 20 })
    store.close()
  })
})

describe('a write', () => {
  let directory: ReturnType<typeof temporaryDirectory>
  let test: TestMongo
  let client: MongoClient
  beforeEach(async () => {
    directory = temporaryDirectory()
    test = await startTestMongo({ dataDir: directory.path })
    client = test.client
    await client.db('test').collection('kept').insertOne({ n: 0 })
  })
  afterEach(async () => {
    await test.stop()
    directory[Symbol.dispose]()
  })

  async function groups(): Promise<{ committed: number; synced: number }> {
    const { log } = await client.db('admin').command({ serverStatus: 1 })
    return { committed: log.committedGroups, synced: log.syncedGroups }
  }

  const insert = (writeConcern?: WriteConcernSettings): Document => ({
    insert: 'kept',
    documents: [{ n: 1 }],
    ...(writeConcern ? { writeConcern } : {}),
  })

  it.each<[WriteConcernSettings]>([[{ j: true }], [{ w: 1, j: true }], [{ w: 'majority' }]])(
    'with %o is on the disk before it is acknowledged',
    async writeConcern => {
      const before = await groups()
      await client.db('test').command(insert(writeConcern))
      const after = await groups()
      expect(after.committed).toBeGreaterThan(before.committed)
      expect(after.synced).toBe(after.committed)
    },
  )

  it.each<[WriteConcernSettings | undefined]>([
    [undefined],
    [{ w: 1 }],
    [{ w: 1, j: false }],
    [{ w: 'majority', j: false }],
  ])('with %o waits for no disk', async writeConcern => {
    const before = await groups()
    await client.db('test').command(insert(writeConcern))
    const after = await groups()
    expect(after.committed).toBeGreaterThan(before.committed)
    expect(after.synced).toBe(before.synced)
  })

  it('writes a transaction to the disk when it is committed with majority', async () => {
    const session = client.startSession()
    for (const [writeConcern, synced] of [
      [{ w: 1 }, false],
      [{ w: 'majority' }, true],
    ] as const) {
      session.startTransaction({ writeConcern })
      await client.db('test').collection('kept').insertOne({ n: 2 }, { session })
      await session.commitTransaction()
      const after = await groups()
      expect(after.synced === after.committed).toBe(synced)
    }
    await session.endSession()
  })

  it('syncs what earlier writes have left, even if it changes nothing itself', async () => {
    const kept = client.db('test').collection('kept')
    await kept.updateOne({ n: 0 }, { $set: { n: 5 } })
    const before = await groups()
    expect(before.synced).toBeLessThan(before.committed)
    await kept.updateOne({ n: 99 }, { $set: { n: 5 } }, { writeConcern: { w: 'majority' } })
    const after = await groups()
    expect(after.synced).toBe(after.committed)
  })

  it('refuses a `j` that is neither true nor false', async () => {
    const concern = { j: 'yes' } as unknown as WriteConcernSettings
    await expect(client.db('test').command(insert(concern))).rejects.toMatchObject({ code: 14 })
  })
})
