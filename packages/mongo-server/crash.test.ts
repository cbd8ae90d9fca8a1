import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { UUID } from 'bson'
import { MongoClient } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { connectRaw, temporaryDirectory } from './test-mongo.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

describe('a server that is killed', () => {
  it('has every write it acknowledged, in the documents and in the indexes', async () => {
    using directory = temporaryDirectory()
    const first = await spawnMongo(directory.path)
    // A writer that is between two inserts at that moment must not wait half a minute for a server.
    const client = await MongoClient.connect(first.uri, { retryWrites: false, serverSelectionTimeoutMS: 500 })
    const collection = client.db('test').collection<{ _id: number; group: number; n: number }>('kept')
    await collection.createIndex({ group: 1 })
    const acknowledged = new Set<number>()
    let enough: () => void = () => undefined
    const wrote = new Promise<void>(resolve => {
      enough = resolve
    })
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; ; n++) {
        const _id = writer * 1_000_000 + n
        await collection.insertOne({ _id, group: _id % 7, n })
        acknowledged.add(_id)
        if (acknowledged.size === 500) enough()
      }
    })
    const failed = Promise.allSettled(writers)
    await wrote
    await kill(first.process, 'SIGKILL')
    await failed
    await client.close(true)

    const second = await spawnMongo(directory.path)
    const again = await MongoClient.connect(second.uri)
    const kept = await again.db('test').collection<{ _id: number }>('kept').find().toArray()
    const ids = new Set(kept.map(each => each._id))
    expect([...acknowledged].filter(id => !ids.has(id))).toEqual([])
    let indexed = 0
    for (let group = 0; group < 7; group++) {
      const found = await again.db('test').collection('kept').find({ group }).hint({ group: 1 }).toArray()
      indexed += found.length
    }
    expect(indexed).toBe(kept.length)
    expect(await again.db('test').command({ validate: 'kept' })).toMatchObject({ valid: true })
    await again.close()
    expect(await kill(second.process, 'SIGTERM')).toBe(0)
  }, 20_000)

  it('applies a write once that is sent again after the crash', async () => {
    using directory = temporaryDirectory()
    const lsid = { id: new UUID(randomUUID()) }
    const modify = {
      findAndModify: 'counters',
      query: { _id: 'x' },
      update: { $inc: { n: 1 } },
      upsert: true,
      new: true,
      lsid,
      txnNumber: 1,
      $db: 'test',
    }
    const first = await spawnMongo(directory.path)
    const before = await connectRaw(first.port)
    expect((await before.send(modify))['value']).toEqual({ _id: 'x', n: 1 })
    await kill(first.process, 'SIGKILL')
    before.close()

    const second = await spawnMongo(directory.path)
    const after = await connectRaw(second.port)
    expect((await after.send(modify))['value']).toEqual({ _id: 'x', n: 1 })
    expect((await after.send({ ...modify, txnNumber: 2 }))['value']).toEqual({ _id: 'x', n: 2 })
    after.close()
    await kill(second.process, 'SIGTERM')
  }, 20_000)

  it('has nothing of a transaction that had not committed', async () => {
    using directory = temporaryDirectory()
    const first = await spawnMongo(directory.path)
    const client = await MongoClient.connect(first.uri, { serverSelectionTimeoutMS: 500 })
    const collection = client.db('test').collection('kept')
    await collection.insertOne({ n: 1 })
    const session = client.startSession()
    session.startTransaction()
    await collection.insertOne({ n: 2 }, { session })
    await collection.updateOne({ n: 1 }, { $set: { n: 9 } }, { session })
    await client.db('made').collection('made').insertOne({ n: 3 }, { session })
    await kill(first.process, 'SIGKILL')
    await client.close(true)

    const second = await spawnMongo(directory.path)
    const again = await MongoClient.connect(second.uri)
    const kept = await again
      .db('test')
      .collection('kept')
      .find({}, { projection: { _id: 0 } })
      .toArray()
    expect(kept).toEqual([{ n: 1 }])
    expect(await again.db('made').listCollections().toArray()).toEqual([])
    await again.close()
    await kill(second.process, 'SIGTERM')
  }, 20_000)
})

async function spawnMongo(directory: string): Promise<{ process: ChildProcess; uri: string; port: number }> {
  const child = spawn(process.execPath, [main, '--port', '0', '--data', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  for await (const piece of child.stdout) {
    printed += String(piece)
    const uri = /mongodb:\S+/.exec(printed)?.[0]
    if (uri) return { process: child, uri, port: Number(new URL(uri).port) }
  }
  throw new Error(`the server ended before it listened: ${printed}`)
}

async function kill(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
  return child.exitCode
}
