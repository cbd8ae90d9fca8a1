import mongoose from 'mongoose'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { type Container, type Round, startContainer } from './setup/containers.ts'
import { type Bundles, createExpressIndexes, makeBundles } from './setup/contenders.ts'
import { startDatabase } from './setup/database.ts'
import { eventOf } from './setup/events.ts'
import { startPayments } from './setup/payments.ts'
import { addPeople, follow, type Person, useSettings } from './setup/people.ts'
import { fillWithReels, fillWithTerms, fillWithTrends } from './setup/reels.ts'
import { measure, report, rounded, type Table } from './setup/results.ts'
import { quantile, ratioOf, type Spread, spreadOf } from './setup/statistics.ts'
import {
  ALONE,
  type Contender,
  FEED,
  type Name,
  OURS,
  type Route,
  startContenders,
} from './setup/warm-contenders.ts'

// `npm run bench:warm` (`-- <rounds> <folder of another packaged checkout>`): warm containers, with one event at a time and
// with 32. In each round every contender handles the same events, one contender after the other. Afterwards, fresh ones
// handle 10,000 pages, one at a time.

const [rounds = '30', before] = process.argv.slice(2)
const ROUNDS = Number(rounds)
const CROWD = 32
const reelCount = 1_000
const EVENTS = { 1: 40, [CROWD]: 160 }
/** Each opens a checkout at Stripe, and an account may not open many. */
const PURCHASES = { 1: 4, [CROWD]: 16 }
const FOLLOWED = 200
const PAGES = 10_000
const PAGES_AT_ONCE = 500

const bundles = await makeBundles(Object.values(OURS), 'http://localhost:4010/api/v1/files/upload')
const database = await startDatabase()
const payments = await startPayments()
const uri = database.uriOf('bench-warm')
const settings = await useSettings({ ...payments.settings, MONGODB_URI: uri })
const containers: Container[] = []
try {
  await createIndexes(process.cwd(), uri)
  createExpressIndexes(uri)
  const reels = await fillWithReels(uri, reelCount, FOLLOWED)
  const [user] = await addPeople(uri, 'user', 1)
  if (!user) throw new Error('There are no people')
  await addReactions(uri, user, reels)
  await addMore(uri, user)
  // Many, because each account may change only so much in a minute.
  const likers = await addPeople(uri, 'user', Math.max(...Object.values(EVENTS)))
  const given = { bundles, user, likers, reels, before, settings }
  const measured = await measureInTurns(await startContenders(given, containers))
  reportOn(measured, await measureMemory(bundles))
} finally {
  for (const container of containers) await container.close()
  await mongoose.disconnect()
  await payments.close()
  await database.close()
  bundles.remove()
}

/** Every second of the newest reels is liked, every fourth is saved. */
async function addReactions(address: string, { id }: Person, reels: readonly string[]): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(address)
  const { ObjectId } = mongoose.mongo
  for (const [collection, every] of [
    ['likes', 2],
    ['saves', 4],
  ] as const) {
    const reactions = reels
      .filter((_, n) => n % every === 0 && n >= reels.length / 2)
      .map((reel, n) => ({ user: new ObjectId(id), reel: new ObjectId(reel), createdAt: new Date(n) }))
    await client.db().collection(collection).insertMany(reactions)
  }
  await client.close()
}

/** What is followed, what trends, what is found and what is for sale. */
async function addMore(address: string, person: Person): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(address)
  const db = client.db()
  await fillWithTrends(db, reelCount / 20)
  await fillWithTerms(db, reelCount)
  await follow(db, person, await db.collection('partners').find().limit(FOLLOWED).toArray())
  await payments.letAllSell(db)
  await client.close()
}

type Measured = Map<string, Round[]>
function keyOf(route: Route, name: Name, concurrency: number): string {
  return `${route}, ${name}, ${concurrency}`
}

async function measureInTurns(contenders: readonly Contender[]): Promise<Measured> {
  const measured: Measured = new Map()
  // Warm-up, after which V8 has compiled the hot code.
  for (let round = -4; round < ROUNDS; round += 1) {
    for (const concurrency of [1, CROWD] as const) {
      for (const { route, name, container, event } of turned(contenders, round)) {
        const counts = route === 'purchase up to the checkout' ? PURCHASES : EVENTS
        const events = Array.from({ length: counts[concurrency] ?? 0 }, () => event())
        const result = await container.handle(events, concurrency)
        const key = keyOf(route, name, concurrency)
        if (round >= 0) measured.set(key, [...(measured.get(key) ?? []), result])
      }
    }
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS} `)
  }
  return measured
}

/** Of fresh containers after so many pages, one at a time as on Lambda, in MiB. */
async function measureMemory({ ours, express, bareDriver }: Bundles): Promise<Map<Name, number>> {
  const found = new Map<Name, number>()
  const entries = {
    function: ours.get(OURS.feed)?.entry,
    Express: express.entry,
    'bare driver': bareDriver.entry,
  }
  for (const name of ['function', 'Express', 'bare driver'] as const) {
    const container = await startContainer(entries[name] ?? '', settings)
    containers.push(container)
    for (let page = 0; page < PAGES; page += PAGES_AT_ONCE) {
      const events = Array.from({ length: PAGES_AT_ONCE }, () => eventOf(FEED))
      found.set(name, (await container.handle(events, 1)).megabytes)
    }
  }
  return found
}

/** The order changes, so that no contender always runs after the same one. */
function turned(contenders: readonly Contender[], round: number): Contender[] {
  return round % 2 === 0 ? [...contenders] : contenders.toReversed()
}

function reportOn(measured: Measured, memory: ReadonlyMap<Name, number>): void {
  const of = (route: Route, name: Name, concurrency: number) =>
    measured.get(keyOf(route, name, concurrency)) ?? []
  const against = (
    route: Route,
    other: Name,
    concurrency: number,
    figure: (round: Round) => number,
    one: Name = 'function',
  ): Spread => ratioOf(of(route, one, concurrency).map(figure), of(route, other, concurrency).map(figure))
  const p50 = ({ latencies }: Round) => quantile(latencies, 0.5)
  const cpu = ({ cpuMilliseconds }: Round) => cpuMilliseconds
  const each = ({ latencies, cpuMilliseconds }: Round) => cpuMilliseconds / latencies.length
  const rate = ({ latencies, milliseconds }: Round) => (latencies.length / milliseconds) * 1_000
  const reads = ['feed', 'feed of a user'] as const
  const measures = [
    ...reads.flatMap(route => [
      measure(`${route}: p50 against the bare driver`, against(route, 'bare driver', 1, p50), 1.1),
      measure(`${route}: CPU time against the bare driver`, against(route, 'bare driver', 1, cpu), 1.15),
    ]),
    ...(before === undefined ? [] : [...reads, 'like' as const]).flatMap(route => [
      measure(`${route}: p50 against commit 23e0e6a`, against(route, 'before', 1, p50), 1),
      measure(`${route}: CPU time against commit 23e0e6a`, against(route, 'before', 1, cpu), 1),
    ]),
    ...([...reads, 'saves', 'like'] as const).flatMap(route => [
      measure(
        `${route}: CPU time against Express`,
        against(route, 'Express', 1, cpu),
        route === 'like' ? 0.9 : null,
      ),
      measure(`${route}: throughput at 32 against Express`, against(route, 'Express', CROWD, rate), null),
      measure(`${route}: CPU time at 32 against Express`, against(route, 'Express', CROWD, cpu), null),
    ]),
    ...ALONE.map(route =>
      measure(
        `${route}: CPU time against the feed`,
        ratioOf(of(route, 'function', 1).map(each), of('feed', 'function', 1).map(each)),
        null,
      ),
    ),
    measure(
      'feed, compressed: kB on the wire',
      (of('feed, compressed', 'function', 1).at(-1)?.bytes ?? 0) / 1_000,
      3,
    ),
    ...[...memory].map(([name, megabytes]) =>
      measure(
        `feed: memory of the ${name} after ${PAGES.toLocaleString('en')} pages, MiB`,
        megabytes,
        name === 'function' ? 130 : null,
      ),
    ),
    // The most that a function could reach: only the queries.
    ...reads.map(route =>
      measure(
        `${route}: throughput at 32 of the bare driver against Express`,
        against(route, 'Express', CROWD, rate, 'bare driver'),
        null,
      ),
    ),
  ]
  const rows = [...measured].map(([key, rounds]): (string | number)[] => {
    const latencies = rounds.flatMap(round => round.latencies)
    const perEvent = spreadOf(rounds.map(round => round.cpuMilliseconds / round.latencies.length))
    return [
      key,
      rounded(quantile(latencies, 0.5)),
      rounded(quantile(latencies, 0.99)),
      rounded(spreadOf(rounds.map(rate)).median),
      rounded(perEvent.median),
      `${rounded(perEvent.low)} to ${rounded(perEvent.high)}`,
      rounded((rounds.at(-1)?.bytes ?? Number.NaN) / 1_000),
      Math.round(rounds.at(-1)?.megabytes ?? Number.NaN),
    ]
  })
  const table: Table = {
    title: `Warm containers, ${ROUNDS} rounds: route, contender, how many at a time`,
    columns: ['', 'p50, ms', 'p99, ms', 'a second', 'CPU each, ms', 'middle half', 'kB', 'memory, MiB'],
    rows,
  }
  report('warm', { measures, tables: [table] })
}
