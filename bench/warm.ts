import mongoose from 'mongoose'
import type { HttpEvent } from '#shared/http/call.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { type Container, type Round, startContainer } from './setup/containers.ts'
import { type Bundles, createExpressIndexes, makeBundles } from './setup/contenders.ts'
import { startDatabase } from './setup/database.ts'
import { type EventRequest, eventOf } from './setup/events.ts'
import { addPeople, follow, type Person, useSettings } from './setup/people.ts'
import { COLOURS, fillWithReels, fillWithTerms, fillWithTrends, TAG } from './setup/reels.ts'
import { measure, report, rounded, type Table } from './setup/results.ts'
import { quantile, ratioOf, type Spread, spreadOf } from './setup/statistics.ts'
import { beaconsOf } from './setup/viewers.ts'

// `npm run bench:warm` (`-- <rounds>`): warm containers, with one event at a time and with 32. In each round every
// contender handles the same events, one contender after the other.

const ROUNDS = Number(process.argv[2] ?? 30)
const CROWD = 32
const reelCount = 1_000
const EVENTS = { 1: 40, [CROWD]: 160 }
const OURS = {
  feed: 'listReels',
  saves: 'listSaves',
  like: 'likeReel',
  following: 'listFollowing',
  trending: 'listTrending',
  search: 'searchReels',
  views: 'sendViews',
} as const
/** What Express does not have. */
const ALONE = [
  'feed, compressed',
  'feed of a user, compressed',
  'following',
  'trending',
  'search of one word',
  'search of two words',
  'views',
] as const
type Route = 'feed' | 'feed of a user' | 'saves' | 'like' | (typeof ALONE)[number]
const FOLLOWED = 200
/** As Chrome sends it. */
const BROWSER = { acceptEncoding: 'gzip, deflate, br, zstd' }
type Name = 'function' | 'Express' | 'bare driver'

interface Contender {
  route: Route
  name: Name
  container: Container
  event: () => HttpEvent
}

const bundles = await makeBundles(Object.values(OURS), 'http://localhost:4010/api/v1/files/upload')
const database = await startDatabase()
const uri = database.uriOf('bench-warm')
const settings = await useSettings({ MONGODB_URI: uri })
const containers: Container[] = []
try {
  await createIndexes(process.cwd(), uri)
  createExpressIndexes(uri)
  const reels = await fillWithReels(uri, reelCount, FOLLOWED)
  const [user] = await addPeople(uri, 'user', 1)
  if (!user) throw new Error('There are no people')
  await addReactions(uri, user, reels)
  await addDiscovery(uri, user)
  // Many, because each account may change only so much in a minute.
  const likers = await addPeople(uri, 'user', Math.max(...Object.values(EVENTS)))
  const contenders = await startAll(bundles, user, likers, reels)
  reportOn(await measureInTurns(contenders))
} finally {
  for (const container of containers) await container.close()
  await mongoose.disconnect()
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

/** What is followed, what trends and what is found. */
async function addDiscovery(address: string, person: Person): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(address)
  const db = client.db()
  await fillWithTrends(db, reelCount / 20)
  await fillWithTerms(db, reelCount)
  await follow(db, person, await db.collection('partners').find().limit(FOLLOWED).toArray())
  await client.close()
}

async function startAll(
  { ours, express, bareDriver }: Bundles,
  user: Person,
  likers: readonly Person[],
  reels: readonly string[],
): Promise<Contender[]> {
  const start = async (entry: string | undefined): Promise<Container> => {
    const container = await startContainer(entry ?? '', settings)
    containers.push(container)
    return container
  }
  const contenders: Contender[] = []
  const add = (route: Route, name: Name, container: Container, event: () => HttpEvent) =>
    contenders.push({ route, name, container, event })
  const [monolith, bare] = [await start(express.entry), await start(bareDriver.entry)]
  const feed = { method: 'GET', path: '/reels', route: '/reels', query: 'limit=20' }
  const asUser = { accessToken: user.accessToken() }
  const saves = { method: 'GET', path: '/me/saves', route: '/me/saves', query: 'limit=20', ...asUser }
  let likes = 0
  // Each is a new one, of the older half, so that the reels of the first page keep their counts.
  const like = () => {
    const accessToken = likers[likes % likers.length]?.accessToken() ?? ''
    const reelId = reels[Math.floor(likes / likers.length) % (reels.length / 2)] ?? ''
    likes += 1
    const path = `/reels/${reelId}/like`
    return { method: 'PUT', path, route: '/reels/{reelId}/like', parameters: { reelId }, accessToken }
  }
  const feedFunction = await start(ours.get(OURS.feed)?.entry)
  add('feed', 'function', feedFunction, () => eventOf(feed))
  add('feed', 'Express', monolith, () => eventOf(feed))
  add('feed', 'bare driver', bare, () => eventOf(feed))
  add('feed of a user', 'function', feedFunction, () => eventOf({ ...feed, ...asUser }))
  add('feed of a user', 'Express', monolith, () => eventOf({ ...feed, ...asUser }))
  add('feed of a user', 'bare driver', bare, () => eventOf({ ...feed, query: `limit=20&viewer=${user.id}` }))
  add('saves', 'function', await start(ours.get(OURS.saves)?.entry), () => eventOf(saves))
  add('saves', 'Express', monolith, () => eventOf(saves))
  add('like', 'function', await start(ours.get(OURS.like)?.entry), () => eventOf(like()))
  add('like', 'Express', monolith, () => eventOf(like()))
  const alone = async (route: Route, name: keyof typeof OURS, request: EventRequest) =>
    add(route, 'function', await start(ours.get(OURS[name])?.entry), () => eventOf(request))
  const reading = (path: string, query: string) => ({ method: 'GET', path, route: path, query })
  add('feed, compressed', 'function', feedFunction, () => eventOf({ ...feed, ...BROWSER }))
  add('feed of a user, compressed', 'function', feedFunction, () =>
    eventOf({ ...feed, ...asUser, ...BROWSER }),
  )
  await alone('following', 'following', { ...reading('/feeds/following', 'limit=20'), ...asUser })
  await alone('trending', 'trending', reading('/feeds/trending', 'limit=20'))
  await alone('search of one word', 'search', reading('/search/reels', `limit=20&q=${TAG}`))
  await alone('search of two words', 'search', reading('/search/reels', `limit=20&q=${TAG}+${COLOURS[0]}`))
  let beacons: HttpEvent[] = []
  add('views', 'function', await start(ours.get(OURS.views)?.entry), () => {
    if (beacons.length === 0) beacons = beaconsOf(reels[0] ?? '', likers)
    return beacons.shift() ?? eventOf(feed)
  })
  return contenders
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
        const events = Array.from({ length: EVENTS[concurrency] ?? 0 }, () => event())
        const result = await container.handle(events, concurrency)
        const key = keyOf(route, name, concurrency)
        if (round >= 0) measured.set(key, [...(measured.get(key) ?? []), result])
      }
    }
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS} `)
  }
  return measured
}

/** The order changes, so that no contender always runs after the same one. */
function turned(contenders: readonly Contender[], round: number): Contender[] {
  return round % 2 === 0 ? [...contenders] : contenders.toReversed()
}

function reportOn(measured: Measured): void {
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
  const rate = ({ latencies, milliseconds }: Round) => (latencies.length / milliseconds) * 1_000
  const measures = [
    measure('feed: p50 against the bare driver', against('feed', 'bare driver', 1, p50), 1.25),
    measure('feed: CPU time against the bare driver', against('feed', 'bare driver', 1, cpu), 1.8),
    measure(
      'feed of a user: p50 against the bare driver',
      against('feed of a user', 'bare driver', 1, p50),
      1.25,
    ),
    measure(
      'feed of a user: CPU time against the bare driver',
      against('feed of a user', 'bare driver', 1, cpu),
      1.8,
    ),
    ...(['feed', 'feed of a user', 'saves', 'like'] as const).flatMap(route => [
      measure(
        `${route}: throughput at 32 against Express`,
        against(route, 'Express', CROWD, rate),
        1.5,
        'at least',
      ),
      measure(`${route}: CPU time against Express`, against(route, 'Express', CROWD, cpu), null),
    ]),
    ...ALONE.map(route =>
      measure(
        `${route}: CPU time against the feed`,
        ratioOf(of(route, 'function', 1).map(cpu), of('feed', 'function', 1).map(cpu)),
        null,
      ),
    ),
    measure(
      'feed, compressed: kB on the wire',
      (of('feed, compressed', 'function', 1).at(-1)?.bytes ?? 0) / 1_000,
      3,
    ),
    // The most that a function could reach: only the queries.
    ...(['feed', 'feed of a user'] as const).map(route =>
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
