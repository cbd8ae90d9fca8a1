import mongoose from 'mongoose'
import type { HttpEvent } from '#shared/http/call.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { type Container, type Round, startContainer } from './setup/containers.ts'
import { createExpressIndexes, makeBundles } from './setup/contenders.ts'
import { startDatabase } from './setup/database.ts'
import { eventOf } from './setup/events.ts'
import { addPeople, type Person, useSettings } from './setup/people.ts'
import { fillWithReels } from './setup/reels.ts'
import { measure, report, rounded, type Table } from './setup/results.ts'
import { quantile, ratioOf, spreadOf } from './setup/statistics.ts'
import { areCountedExactly, BEACONS, beaconsOf } from './setup/viewers.ts'

// `npm run bench:hot` (`-- <rounds>`): a thousand users like one reel, and 64 clients like many. Compared with an Express
// application, and with a transaction for each like. Then a thousand users watch one reel, and tell so three times each.

const ROUNDS = Number(process.argv[2] ?? 5)
const USERS = 1_000
const CLIENTS = 64
const CROWDS = ['one reel', 'different reels'] as const
const NAMES = ['function', 'Express', 'transaction for each like'] as const
type Name = (typeof NAMES)[number]
type Crowd = (typeof CROWDS)[number]
// Fewer with transactions, which block each other for seconds.
const LIKES: Record<Name, number> = { function: USERS, Express: USERS, 'transaction for each like': 100 }

const bundles = await makeBundles(['likeReel', 'sendViews'], 'http://localhost:4010/api/v1/files/upload')
const database = await startDatabase()
const uri = database.uriOf('bench-hot')
const settings = await useSettings({ MONGODB_URI: uri, MONGODB_POOL_SIZE: String(CLIENTS) })
const client = await mongoose.mongo.MongoClient.connect(uri)
const VIEWS = 'views of one reel, function'
const containers = new Map<string, Container>()
const rounds = new Map<string, Round[]>()
let inexact = 0
let inexactViews = 0
try {
  await createIndexes(process.cwd(), uri)
  createExpressIndexes(uri)
  // Each round takes new reels: one for the crowd on one reel, a thousand for the other.
  const reels = await fillWithReels(uri, 1_000)
  const users = await addPeople(uri, 'user', USERS)
  const entries = {
    function: bundles.ours.get('likeReel')?.entry ?? '',
    Express: bundles.express.entry,
    'transaction for each like': bundles.transactionLike.entry,
  }
  for (const name of NAMES) containers.set(name, await startContainer(entries[name], settings))
  containers.set(VIEWS, await startContainer(bundles.ours.get('sendViews')?.entry ?? '', settings))
  for (let round = -1; round < ROUNDS; round += 1) {
    await watchIn(users, reels[round + 1] ?? '', round)
    for (const crowd of CROWDS) for (const name of NAMES) await crowdIn(name, crowd, users, reels, round)
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS} `)
  }
  reportOn()
} finally {
  for (const container of containers.values()) await container.close()
  await client.close()
  await mongoose.disconnect()
  await database.close()
  bundles.remove()
}

async function crowdIn(
  name: Name,
  crowd: Crowd,
  users: readonly Person[],
  reels: readonly string[],
  round: number,
): Promise<void> {
  // Nobody has liked anything yet.
  await client.db().collection('likes').deleteMany({})
  await client
    .db()
    .collection('reels')
    .updateMany({ likes: { $gt: 0 } }, { $set: { likes: 0 } })
  const events = users
    .slice(0, LIKES[name])
    .map((user, n) => likeOf(user, reels[crowd === 'one reel' ? 0 : n] ?? ''))
  const handled = await containers.get(name)?.handle(events, CLIENTS)
  const [counted] = await client
    .db()
    .collection('reels')
    .aggregate([{ $match: { likes: { $gt: 0 } } }, { $group: { _id: null, likes: { $sum: '$likes' } } }])
    .toArray()
  const stored = await client.db().collection('likes').countDocuments()
  if (name === 'function' && (counted?.['likes'] !== USERS || stored !== USERS)) inexact += 1
  keep(`${crowd}, ${name}`, handled, round)
}

async function watchIn(users: readonly Person[], reel: string, round: number): Promise<void> {
  const handled = await containers.get(VIEWS)?.handle(beaconsOf(reel, users), CLIENTS)
  if (!(await areCountedExactly(client.db(), reel, users.length))) inexactViews += 1
  keep(VIEWS, handled, round)
}

/** The round before the first one warms up. */
function keep(key: string, handled: Round | undefined, round: number): void {
  if (handled && round >= 0) rounds.set(key, [...(rounds.get(key) ?? []), handled])
}

function likeOf(user: Person, reelId: string): HttpEvent {
  const path = `/reels/${reelId}/like`
  return eventOf({
    method: 'PUT',
    path,
    route: '/reels/{reelId}/like',
    parameters: { reelId },
    // The transaction reads this instead of path and cookie.
    query: `user=${user.id}&reel=${reelId}`,
    accessToken: user.accessToken(),
  })
}

function reportOn(): void {
  const rate = (key: string) =>
    (rounds.get(key) ?? []).map(({ latencies, milliseconds }) => (latencies.length / milliseconds) * 1_000)
  const against = (crowd: Crowd, other: Name) =>
    ratioOf(rate(`${crowd}, function`), rate(`${crowd}, ${other}`))
  const measures = [
    measure('1,000 likes on one reel: rounds that were not counted exactly', inexact, 0),
    measure(
      '1,000 likes on one reel: throughput against a transaction each',
      against('one reel', 'transaction for each like'),
      3,
      'at least',
    ),
    measure('1,000 likes on one reel: throughput against Express', against('one reel', 'Express'), null),
    measure(
      'likes of different reels: throughput against a transaction each',
      against('different reels', 'transaction for each like'),
      null,
    ),
    measure(
      'likes of different reels: throughput against Express',
      against('different reels', 'Express'),
      null,
    ),
  ]
  measures.push(
    measure(`1,000 viewers who tell ${BEACONS} times: rounds that were not counted exactly`, inexactViews, 0),
  )
  const rows = [...rounds].map(([key, all]): (string | number)[] => {
    const latencies = all.flatMap(round => round.latencies)
    const { median, low, high } = spreadOf(rate(key))
    return [
      key,
      rounded(median),
      `${rounded(low)} to ${rounded(high)}`,
      rounded(quantile(latencies, 0.5)),
      rounded(quantile(latencies, 0.99)),
    ]
  })
  const table: Table = {
    title: `${USERS} users like, or tell ${BEACONS} times what they watch, ${CLIENTS} at a time, ${ROUNDS} rounds`,
    columns: ['', 'requests a second', 'middle half', 'p50, ms', 'p99, ms'],
    rows,
  }
  const bars = [...rounds.keys()].map(name => ({ name, ...spreadOf(rate(name)) }))
  report('hot', { measures, tables: [table], series: { bars } })
}
