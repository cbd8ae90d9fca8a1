import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { loadConfig } from '#shared/config.ts'
import { readFeed } from '#shared/reels/feed.ts'
import { startMongo } from '../local/mongo/server.ts'
import { withDatabase } from '../local/platform.ts'
import { readSettings } from '../local/settings.ts'
import { createIndexes } from '../tooling/db-indexes.ts'
import { fillWithReels, TAG } from './reels.ts'

// Does a page of the feed cost the same whatever the number of reels? `npm run bench:feed`, on the embedded
// database or, with MONGODB_URI, on any other. Databases bench-100 and bench-100000 are dropped at the end.

const SIZES = [100, 100_000]
const ROUNDS = 7
const PAGES_A_ROUND = 60
const AIM = 1.3

const dataDir = mkdtempSync(join(tmpdir(), 'reels-bench-'))
const outside = process.env['MONGODB_URI']
const server = outside ? null : await startMongo({ port: 0, dataDir })
Object.assign(process.env, readSettings(process.cwd(), process.env), {
  IMAGEKIT_URL_ENDPOINT: 'http://127.0.0.1:4010/local',
  MONGODB_URI: outside ?? server?.uri,
})
await loadConfig()

const QUERIES = {
  'first page': () => readFeed({}, { limit: 20 }, null),
  'second page': async () => {
    const { nextCursor } = await first()
    return readFeed({}, { limit: 20, cursor: nextCursor ?? '' }, null)
  },
  'first page of a tag': () => readFeed({ tag: TAG }, { limit: 20 }, null),
  'first page of the free ones': () => readFeed({ price: 'free' }, { limit: 20 }, null),
} as const
type Query = keyof typeof QUERIES

let firstPage: ReturnType<typeof readFeed> | undefined
function first() {
  firstPage ??= readFeed({}, { limit: 20 }, null)
  return firstPage
}

try {
  const uriOf = (size: number) => withDatabase(outside ?? server?.uri ?? '', `bench-${size}`)
  for (const size of SIZES) {
    await createIndexes(process.cwd(), uriOf(size))
    await fillWithReels(uriOf(size), size)
  }
  const samples = new Map<string, number[]>()
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const size of SIZES) {
      await use(uriOf(size))
      for (const query of Object.keys(QUERIES) as Query[]) {
        const times = await measure(query)
        // The first round warms up the code, the connection and the caches.
        if (round > 0) samples.set(`${query} ${size}`, [...(samples.get(`${query} ${size}`) ?? []), ...times])
      }
    }
  }
  report(samples)
  for (const size of SIZES) {
    await use(uriOf(size))
    await mongoose.connection.dropDatabase()
  }
} finally {
  await mongoose.disconnect()
  await server?.close()
  rmSync(dataDir, { recursive: true, force: true })
}

async function use(uri: string): Promise<void> {
  await mongoose.disconnect()
  await mongoose.connect(uri, { autoIndex: false, bufferCommands: false })
  firstPage = undefined
}

async function measure(query: Query): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < PAGES_A_ROUND; n += 1) {
    const before = performance.now()
    await QUERIES[query]()
    times.push(performance.now() - before)
  }
  return times
}

function report(samples: ReadonlyMap<string, readonly number[]>): void {
  const measures = Object.keys(QUERIES).map(query => {
    const [small = Number.NaN, large = Number.NaN] = SIZES.map(size =>
      median(samples.get(`${query} ${size}`) ?? []),
    )
    return { name: query, small, large, value: large / small, aim: AIM, holds: large / small <= AIM }
  })
  console.log(`Feed page, ${SIZES.join(' and ')} reels, medians of ${ROUNDS * PAGES_A_ROUND} (ms)`)
  for (const { name, small, large, value, holds } of measures) {
    const figures = [small, large].map(time => time.toFixed(2).padStart(8)).join(' ')
    console.log(
      `${name.padEnd(30)} ${figures}   ratio ${value.toFixed(2)} ${holds ? '' : `over the aim of ${AIM}`}`,
    )
  }
  writeFileSync('bench/results/feed.json', `${JSON.stringify({ measures }, null, 2)}\n`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
