import { join } from 'node:path'
import mongoose from 'mongoose'
import { EXAMPLE_VIDEO } from '#domains/media/example-video.ts'
import type { HttpEvent } from '#shared/http/call.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { type Bundle, type Bundles, createExpressIndexes, makeBundles, unpack } from './setup/contenders.ts'
import { startDatabase } from './setup/database.ts'
import { eventOf } from './setup/events.ts'
import { type FirstAnswer, firstAnswer } from './setup/first-answer.ts'
import { startMedia } from './setup/media.ts'
import { addPeople, PASSWORD, type Person, useSettings } from './setup/people.ts'
import { fillWithReels } from './setup/reels.ts'
import { measure, report, rounded, type Table } from './setup/results.ts'
import { ratioOf, spreadOf } from './setup/statistics.ts'

// `npm run bench:cold` (`-- <rounds> <folder of another packaged checkout>`): from the start of a process to its first
// answer. Each round starts every contender once in its own process, so that a slow machine slows all of them.

const [rounds = '40', before] = process.argv.slice(2)
const ROUNDS = Number(rounds)
const KINDS = ['feed', 'like', 'login', 'publish'] as const
type Kind = (typeof KINDS)[number]
const FUNCTIONS: Record<Kind, string> = {
  feed: 'listReels',
  like: 'likeReel',
  login: 'loginUser',
  publish: 'createReel',
}

interface Contender {
  name: string
  kind: Kind | 'floor'
  bundle: Omit<Bundle, 'inputs'>
  event: () => HttpEvent
  environment?: Record<string, string>
}

const database = await startDatabase()
const media = await startMedia()
const bundles = await makeBundles(Object.values(FUNCTIONS), media.firstUploadUrl)
const uri = database.uriOf('bench-cold')
const settings = await useSettings({ ...media.settings, MONGODB_URI: uri })
try {
  await createIndexes(process.cwd(), uri)
  createExpressIndexes(uri)
  const reels = await fillWithReels(uri, 1_000)
  // An account has at most 50 sessions. Logging in that often must not end the session that likes.
  const [user, returning] = await addPeople(uri, 'user', 2)
  const [partner] = await addPeople(uri, 'partner', 1)
  if (!user || !returning || !partner) throw new Error('There are no people')
  const contenders = contendersOf(bundles, eventsOf({ user, returning, partner }, reels))
  await expectSameFeed(contenders)
  const answers = await measureInTurns(contenders)
  reportOn(contenders, answers)
} finally {
  await mongoose.disconnect()
  await media.close()
  await database.close()
  bundles.remove()
}

interface People {
  user: Person
  /** Logs in. */
  returning: Person
  partner: Person
}

/** Makes an event of each kind. Each like is for another reel. */
function eventsOf(
  { user, returning, partner }: People,
  reels: readonly string[],
): Record<Kind, () => HttpEvent> {
  let next = 0
  const video = { base64: EXAMPLE_VIDEO }
  const reel = { title: 'Measured', tags: ['bench'], price: { amount: 0, currency: 'USD' }, video }
  return {
    feed: () => eventOf({ method: 'GET', path: '/reels', route: '/reels', query: 'limit=20' }),
    like: () => {
      next += 1
      const reelId = reels[next % reels.length] ?? ''
      return eventOf({
        method: 'PUT',
        path: `/reels/${reelId}/like`,
        route: '/reels/{reelId}/like',
        parameters: { reelId },
        accessToken: user.accessToken(),
      })
    },
    login: () => {
      const path = '/auth/users/login'
      return eventOf({
        method: 'POST',
        path,
        route: path,
        body: { email: returning.email, password: PASSWORD },
      })
    },
    publish: () =>
      eventOf({
        method: 'POST',
        path: '/reels',
        route: '/reels',
        accessToken: partner.accessToken(),
        body: reel,
      }),
  }
}

function contendersOf(
  { ours, express, bareDriver, bareMongoose, bareLogin, empty, folder }: Bundles,
  events: Record<Kind, () => HttpEvent>,
): Contender[] {
  const cached = { NODE_COMPILE_CACHE: join(folder, 'compile-cache'), NODE_COMPILE_CACHE_PORTABLE: '1' }
  const find = () => eventOf({ method: 'GET', path: '/find', route: '/find' })
  return [
    { name: 'empty handler', kind: 'floor', bundle: empty, event: find },
    { name: 'bare driver, one find', kind: 'floor', bundle: bareDriver, event: find },
    { name: 'Mongoose, one find', kind: 'floor', bundle: bareMongoose, event: find },
    { name: 'bare driver, one find, bcrypt', kind: 'floor', bundle: bareLogin, event: events.login },
    ...KINDS.flatMap(kind => {
      const bundle = ours.get(FUNCTIONS[kind])
      if (!bundle) throw new Error(`No bundle of ${FUNCTIONS[kind]}`)
      const event = events[kind]
      return [
        { name: `${kind}, function`, kind, bundle, event },
        { name: `${kind}, function, compile cache`, kind, bundle, event, environment: cached },
        { name: `${kind}, Express`, kind, bundle: express, event },
        ...(before === undefined
          ? []
          : [{ name: `${kind}, before`, kind, bundle: bundleBefore(kind, before, folder), event }]),
      ]
    }),
  ]
}

function bundleBefore(kind: Kind, root: string, folder: string): Contender['bundle'] {
  return unpack(FUNCTIONS[kind], join(folder, 'before', kind), root)
}

/** Contenders can only be compared if they return the same. */
async function expectSameFeed(contenders: readonly Contender[]): Promise<void> {
  const [ours, theirs] = await Promise.all(
    contenders
      .filter(({ name }) => name === 'feed, function' || name === 'feed, Express')
      .map(async ({ bundle, event }) => {
        const { response } = await firstAnswer(bundle.entry, event(), settings)
        const { items }: { items: { view: object | null }[] } = JSON.parse(response.body)
        // Each signs its tickets in its own way.
        return JSON.stringify(items.map(({ view, ...reel }) => ({ ...reel, hasView: view !== null })))
      }),
  )
  if (ours !== theirs) throw new Error(`The feed of Express is another one:\n${ours}\n${theirs}`)
}

async function measureInTurns(contenders: readonly Contender[]): Promise<Map<string, FirstAnswer[]>> {
  const answers = new Map(contenders.map(({ name }) => [name, [] as FirstAnswer[]]))
  // Two rounds are not counted. They load the files into memory and fill the compile cache.
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const { name, bundle, event, environment } of contenders) {
      const answer = await firstAnswer(bundle.entry, event(), { ...settings, ...environment })
      if (round >= 0) answers.get(name)?.push(answer)
    }
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS} `)
  }
  return answers
}

function reportOn(contenders: readonly Contender[], answers: Map<string, FirstAnswer[]>): void {
  const wall = (name: string) => (answers.get(name) ?? []).map(answer => answer.wallMilliseconds)
  const cpu = (name: string) => (answers.get(name) ?? []).map(answer => answer.cpuMilliseconds)
  const aim = (name: string, one: string, other: string, atMost: number | null) =>
    measure(name, ratioOf(wall(one), wall(other)), atMost)
  const measures = [
    ...(['feed', 'like'] as const).flatMap(kind => [
      aim(`${kind}: cold start against Express`, `${kind}, function`, `${kind}, Express`, 0.4),
      aim(
        `${kind}: the same with the compile cache`,
        `${kind}, function, compile cache`,
        `${kind}, Express`,
        null,
      ),
      aim(`${kind}: cold start against the bare driver`, `${kind}, function`, 'bare driver, one find', 1.5),
    ]),
    // The lower limit of that aim: Mongoose alone.
    aim('Mongoose and one find against the bare driver', 'Mongoose, one find', 'bare driver, one find', null),
    aim('login: cold start against Express', 'login, function', 'login, Express', 0.58),
    aim(
      'bare driver, one find and bcrypt against Express',
      'bare driver, one find, bcrypt',
      'login, Express',
      null,
    ),
    aim('publish: cold start against Express', 'publish, function', 'publish, Express', null),
    ...(before === undefined ? [] : KINDS).map(kind =>
      aim(`${kind}: cold start against commit 23e0e6a`, `${kind}, function`, `${kind}, before`, 1),
    ),
    ...KINDS.map(kind =>
      measure(
        `${kind}: CPU time of a cold start against Express`,
        ratioOf(cpu(`${kind}, function`), cpu(`${kind}, Express`)),
        null,
      ),
    ),
    measure(
      'bundle of the feed function, zipped (kB)',
      (bundles.ours.get('listReels')?.zippedBytes ?? Number.NaN) / 1_000,
      450,
    ),
  ]
  const rows = contenders.map(({ name, bundle }): (string | number)[] => {
    const [all, work] = [spreadOf(wall(name)), spreadOf(cpu(name))]
    const imported = spreadOf((answers.get(name) ?? []).map(answer => answer.importMilliseconds))
    const memory = spreadOf((answers.get(name) ?? []).map(answer => answer.peakMegabytes))
    return [
      name,
      rounded(bundle.bytes / 1_000),
      rounded(all.median),
      `${rounded(all.low)} to ${rounded(all.high)}`,
      rounded(imported.median),
      rounded(work.median),
      Math.round(memory.median),
    ]
  })
  const table: Table = {
    title: `From the start of a process to its first answer, ${ROUNDS} rounds`,
    columns: ['', 'bundle, kB', 'ms, median', 'middle half', 'imported after, ms', 'CPU, ms', 'memory, MiB'],
    rows,
  }
  const bars = contenders.map(({ name, kind }) => ({ name, kind, ...spreadOf(wall(name)) }))
  report('cold', { measures, tables: [table], series: { bars } })
}
