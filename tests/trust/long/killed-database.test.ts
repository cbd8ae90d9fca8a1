import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { expect, it } from 'vitest'
import { freePorts } from '#local/free-ports.ts'
import { chance, trustSeed } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'

const KILLS = 50
const WRITERS = 4

async function startDatabase(port: number, dataDir: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['packages/mongo-server/main.ts', '--port', String(port), '--data', dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  for await (const line of child.stdout) if (String(line).includes('mongodb://')) return child
  throw new Error('The database ended before it listened')
}

interface Counter {
  _id: number
  n: number
}

it(
  '[48] keeps every acknowledged write, although the embedded database was killed with -9 during writes, 50 times',
  async ({ task }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'reels-killed-'))
    const [port = 0] = await freePorts(1)
    const pick = chance('killed database')
    const startedAt = performance.now()
    let child = await startDatabase(port, dataDir)
    const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
      serverSelectionTimeoutMS: 20_000,
      maxPoolSize: WRITERS,
    })
    try {
      const db = client.db('trust')
      const [inserted, counters] = [db.collection<Counter>('inserted'), db.collection<Counter>('counters')]
      await inserted.createIndex({ n: 1 }, { unique: true })
      await counters.insertMany(Array.from({ length: WRITERS }, (_, _id) => ({ _id, n: 0 })))
      // Each increment is sent at most twice by the driver, by the same number: acknowledged, it counts once.
      const acknowledged = { inserts: [] as number[], increments: Array<number>(WRITERS).fill(0) }
      const unknown = { increments: Array<number>(WRITERS).fill(0) }
      let isOver = false
      let written = 0
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        for (let n = 0; !isOver; n += 1) {
          const _id = writer * 10_000_000 + n
          try {
            await inserted.insertOne({ _id, n: _id })
            acknowledged.inserts.push(_id)
          } catch (error) {
            // It was not acknowledged, so it may be stored or not.
            if (!(error instanceof mongoose.mongo.MongoError)) throw error
          }
          try {
            await counters.updateOne({ _id: writer }, { $inc: { n: 1 } })
            acknowledged.increments[writer] = (acknowledged.increments[writer] ?? 0) + 1
          } catch (error) {
            if (!(error instanceof mongoose.mongo.MongoError)) throw error
            unknown.increments[writer] = (unknown.increments[writer] ?? 0) + 1
          }
          written += 1
        }
      })
      for (let kill = 0; kill < KILLS; kill += 1) {
        // In the middle of writes, at a moment that differs from kill to kill.
        const enough = written + 1 + pick.below(40)
        await expect.poll(() => written >= enough, { timeout: 30_000, interval: 1 }).toBe(true)
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
        child = await startDatabase(port, dataDir)
      }
      isOver = true
      await Promise.all(writers)

      const stored = new Set((await inserted.find().toArray()).map(({ _id }) => _id))
      expect(
        acknowledged.inserts.filter(id => !stored.has(id)),
        `seed ${trustSeed()}`,
      ).toEqual([])
      const byIndex = await inserted
        .find({ n: { $gte: 0 } })
        .hint({ n: 1 })
        .toArray()
      expect(byIndex.length).toBe(stored.size)
      for (const { _id, n } of await counters.find().toArray()) {
        const sure = acknowledged.increments[_id] ?? 0
        expect(n).toBeGreaterThanOrEqual(sure)
        expect(n).toBeLessThanOrEqual(sure + (unknown.increments[_id] ?? 0))
      }
      for (const name of ['inserted', 'counters']) {
        expect(await db.command({ validate: name })).toMatchObject({ valid: true })
      }
      const increments = acknowledged.increments.reduce((sum, n) => sum + n, 0)
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0)
      task.meta.seen = `${KILLS} kills in ${seconds} s: ${acknowledged.inserts.length} inserts and ${increments} increments acknowledged, 0 lost, 0 doubled; documents, index and validate agree`
    } finally {
      await client.close(true)
      child.kill('SIGKILL')
      await rm(dataDir, { recursive: true, force: true })
    }
  },
  4 * 60_000,
)
