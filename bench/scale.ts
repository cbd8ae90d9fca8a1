import mongoose from 'mongoose'
import { readFollowing } from '#domains/feed/following.ts'
import { feedList, readFeed, readReactions } from '#domains/feed/lists.ts'
import { readTrending } from '#domains/feed/trending.ts'
import { react } from '#domains/reactions/reacting.ts'
import { searchReels } from '#domains/search/reels.ts'
import { readPartnerStatistics } from '#domains/statistics/reading.ts'
import { encodeCursor, nameOf } from '#shared/contract/paginate.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { startDatabase } from './setup/database.ts'
import { examinedBy } from './setup/examined.ts'
import { addPeople, follow, type Person, useSettings } from './setup/people.ts'
import {
  COLOURS,
  fillWithDays,
  fillWithReels,
  fillWithTerms,
  fillWithTrends,
  LARGE_PARTNER,
  TAG,
} from './setup/reels.ts'
import { type Measure, measure, report, rounded, type Table } from './setup/results.ts'
import { ratioOf, spreadOf } from './setup/statistics.ts'

// `npm run bench:scale` (`-- <sizes>`): does a request cost the same with any number of reels? Each round sends every size
// the same requests, in turns.

const given = process.argv.slice(2).map(Number)
const SIZES = given.length > 0 ? given : [1_000, 10_000, 100_000, 1_000_000]
const ROUNDS = 40
const CALLS_A_ROUND = 12
const PAGE = 20
const DEEP = 1_000
const SAVED = 1_000
/** Which part of the reels has been active lately. */
const TRENDING = 0.05

const PARTNERS = 1_000
/** How many partners somebody follows. */
const FOLLOWED = [1, 200, 1_000] as const

const QUESTIONS = [
  'first page',
  'page 1,000',
  'tag',
  'partner',
  ...FOLLOWED.map(count => `following ${count}` as const),
  'trending',
  'search of one word',
  'search of two words',
  'search of a typo',
  'statistics of a year',
  'saved list',
  'like',
] as const
type Question = (typeof QUESTIONS)[number]
/** There is a colour for each of six lines. The others are in the table. */
const PLOTTED = ['first page', 'page 1,000', 'tag', 'following 1', 'trending', 'search of one word'] as const

interface World {
  size: number
  uri: string
  ask: Record<Question, () => Promise<unknown>>
}

const database = await startDatabase()
const samples = new Map<string, number[]>()
const examined = new Map<string, Awaited<ReturnType<typeof examinedBy>>>()
try {
  const worlds: World[] = []
  for (const size of SIZES) worlds.push(await makeWorld(size))
  // The first round warms up the code, the connection and the caches.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const world of worlds) await measureOnce(world, round)
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS} `)
  }
  reportOn()
} finally {
  await disconnectDatabase()
  await database.close()
}

async function makeWorld(size: number): Promise<World> {
  const uri = database.uriOf(`bench-scale-${size}`)
  await useSettings({ MONGODB_URI: uri, POWERTOOLS_METRICS_DISABLED: 'true' })
  await createIndexes(process.cwd(), uri)
  const startedAt = performance.now()
  const reels = await fillWithReels(uri, size, PARTNERS)
  const [person, ...followers] = await addPeople(uri, 'user', 1 + FOLLOWED.length)
  if (!person) throw new Error('There are no people')
  const client = await mongoose.mongo.MongoClient.connect(uri)
  const user = new mongoose.mongo.ObjectId(person.id)
  const saves = reels.slice(0, SAVED).map((reel, n) => ({
    user,
    reel: new mongoose.mongo.ObjectId(reel),
    createdAt: new Date(Date.UTC(2026, 0, 1) + n * 1_000),
  }))
  await client.db().collection('saves').insertMany(saves)
  await fillWithTrends(client.db(), Math.ceil(size * TRENDING))
  await fillWithTerms(client.db(), size)
  const partners = await client.db().collection('partners').find().sort({ _id: 1 }).toArray()
  const partner = { id: String(partners[LARGE_PARTNER]?._id), role: 'partner' as const, sessionId: person.id }
  const year = await fillWithDays(client.db(), new mongoose.mongo.ObjectId(partner.id))
  // Also the one who is followed alone has more than a page.
  const byReels = [...partners.splice(LARGE_PARTNER, 1), ...partners]
  for (const [n, count] of FOLLOWED.entries()) {
    await follow(client.db(), followers[n], byReels.slice(0, count))
  }
  const depth = Math.min(DEEP * PAGE, size - PAGE - 1)
  const [deep] = await client
    .db()
    .collection('reels')
    .find({ feeds: 'all' })
    .sort({ publishedAt: -1, _id: -1 })
    .skip(depth - 1)
    .limit(1)
    .toArray()
  await client.close()
  console.error(`${size} reels in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`)
  const viewer = viewerOf(person)
  const search = (q: string) => searchReels({ q, sort: 'relevant' }, { limit: PAGE }, null)
  const cursor = () =>
    encodeCursor(nameOf(feedList({})), { at: deep?.['publishedAt'], id: String(deep?._id) })
  let next = 0
  return {
    size,
    uri,
    ask: {
      'first page': () => readFeed({}, { limit: PAGE }, null),
      'page 1,000': () => readFeed({}, { limit: PAGE, cursor: cursor() }, null),
      tag: () => readFeed({ tag: TAG }, { limit: PAGE }, null),
      partner: () => readFeed({ partner: partner.id }, { limit: PAGE }, null),
      'following 1': () => readFollowing({}, { limit: PAGE }, viewerOf(followers[0])),
      'following 200': () => readFollowing({}, { limit: PAGE }, viewerOf(followers[1])),
      'following 1000': () => readFollowing({}, { limit: PAGE }, viewerOf(followers[2])),
      trending: () => readTrending({}, { limit: PAGE }, null),
      'search of one word': () => search(TAG),
      'search of two words': () => search(`${COLOURS[0]} ${TAG}`),
      'search of a typo': () => search('ocaen'),
      'statistics of a year': () => readPartnerStatistics(partner, { ...year, interval: 'day' }),
      'saved list': () => readReactions('saves', viewer, { limit: PAGE }),
      like: async () => {
        next += 1
        return react('likes', viewer, reels[next % reels.length] ?? '')
      },
    },
  }
}

function viewerOf(person: Person | undefined) {
  const id = person?.id ?? ''
  return { id, role: 'user' as const, sessionId: id }
}

async function measureOnce({ size, uri, ask }: World, round: number): Promise<void> {
  await disconnectDatabase()
  // As the functions connect, to the database of this world.
  const watched = new URL(uri)
  watched.searchParams.set('monitorCommands', 'true')
  const client = await connectDatabase(undefined, watched.href)
  for (const [question, call] of Object.entries(ask)) {
    const key = `${question} ${size}`
    await call()
    for (let n = 0; n < CALLS_A_ROUND; n += 1) {
      const before = performance.now()
      await call()
      const milliseconds = performance.now() - before
      if (round >= 0) samples.set(key, [...(samples.get(key) ?? []), milliseconds])
    }
    if (round === 0) examined.set(key, await examinedBy(client, call))
  }
}

/** The median of each round, so that rounds can be compared. */
function perRound(question: Question, size: number | undefined): number[] {
  const all = samples.get(`${question} ${size}`) ?? []
  return Array.from(
    { length: ROUNDS },
    (_, round) => spreadOf(all.slice(round * CALLS_A_ROUND, (round + 1) * CALLS_A_ROUND)).median,
  )
}

function reportOn(): void {
  const [smallest, largest] = [SIZES[0], SIZES.at(-1)]
  const growth = (question: Question, aim: number | null): Measure =>
    measure(
      `${question}: ${largest} reels against ${smallest}`,
      ratioOf(perRound(question, largest), perRound(question, smallest)),
      aim,
    )
  const beyond = (questions: readonly Question[]) =>
    Math.max(
      ...questions.flatMap(question =>
        SIZES.map(size => {
          const seen = examined.get(`${question} ${size}`)
          return (seen?.documents ?? Number.NaN) - (seen?.returned ?? Number.NaN)
        }),
      ),
    )
  const measures = [
    growth('first page', 1.1),
    growth('tag', 1.1),
    growth('partner', 1.1),
    growth('following 1', 1.1),
    growth('following 200', 1.1),
    growth('following 1000', 1.1),
    growth('trending', 1.1),
    growth('search of one word', 1.1),
    growth('search of two words', null),
    growth('search of a typo', null),
    growth('statistics of a year', null),
    growth('saved list', null),
    growth('like', null),
    measure(
      `page 1,000 against page 1, ${largest} reels`,
      ratioOf(perRound('page 1,000', largest), perRound('first page', largest)),
      1.1,
    ),
    measure(
      'feed, tag and partner: documents examined beyond those returned',
      beyond(['first page', 'tag', 'partner']),
      0,
    ),
    // The document of the cursor is examined once more.
    measure('page 1,000: documents examined beyond those returned', beyond(['page 1,000']), null),
  ]
  const rows = [...samples.keys()].map((key): (string | number)[] => {
    const { median, low, high } = spreadOf(samples.get(key) ?? [])
    const seen = examined.get(key)
    return [
      key,
      rounded(median),
      `${rounded(low)} to ${rounded(high)}`,
      seen?.keys ?? '',
      seen?.documents ?? '',
      seen?.returned ?? '',
    ]
  })
  const table: Table = {
    title: `The same queries with more reels: ${ROUNDS} rounds of ${CALLS_A_ROUND}`,
    columns: ['', 'ms, median', 'middle half', 'keys examined', 'documents examined', 'returned'],
    rows,
  }
  const lines = PLOTTED.map(question => ({
    name: question,
    points: SIZES.map(size => [size, rounded(spreadOf(perRound(question, size)).median)]),
  }))
  report('scale', { measures, tables: [table], series: { lines } })
}
