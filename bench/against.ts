import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import type { HttpEvent } from '#shared/http/call.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { type Container, startContainer } from './setup/containers.ts'
import { unpack } from './setup/contenders.ts'
import { startDatabase } from './setup/database.ts'
import { eventOf } from './setup/events.ts'
import { firstAnswer } from './setup/first-answer.ts'
import { addPeople, PASSWORD, type Person, useSettings } from './setup/people.ts'
import { fillWithReels } from './setup/reels.ts'
import { rounded } from './setup/results.ts'
import { quantile, ratioOf } from './setup/statistics.ts'

// `npm run bench:against -- <folder of another checkout> (<rounds>)`: this checkout against another commit, in turns. Both
// must have been packaged (`npm run package -- prod`). A ratio of 1 is as before, more is slower.

const KINDS = ['feed', 'feed of a user', 'login', 'like'] as const
type Kind = (typeof KINDS)[number]
const FUNCTIONS: Record<Kind, string> = {
  feed: 'listReels',
  'feed of a user': 'listReels',
  login: 'loginUser',
  like: 'likeReel',
}
const SIDES = ['after', 'before'] as const
type Side = (typeof SIDES)[number]
/** Events in a round of a warm container: a login costs a comparison of bcrypt. */
const EVENTS: Record<Kind, number> = { feed: 60, 'feed of a user': 60, login: 4, like: 60 }
const CROWD = 32
const LIKERS = 202

const [other, rounds = '24'] = process.argv.slice(2)
if (!other) throw new Error('Name the folder of the other checkout')
const roots: Record<Side, string> = { after: '.', before: other }
const database = await startDatabase()
const bundles = mkdtempSync(join(tmpdir(), 'reels-against-'))
const containers: Container[] = []
try {
  const contenders: Contender[] = []
  for (const side of SIDES) contenders.push(...(await prepare(side)))
  // Both sides of a ratio one after the other.
  const byKind = KINDS.flatMap(kind => contenders.filter(contender => contender.kind === kind))
  const figures = await measureInTurns(Number(rounds), byKind)
  for (const [name, { after, before }] of figures) {
    const { median, low, high } = ratioOf(after, before)
    const [one, two] = [quantile(after, 0.5), quantile(before, 0.5)].map(rounded)
    console.log(
      `${name.padEnd(44)} ${median.toFixed(3)}  (${low.toFixed(3)} to ${high.toFixed(3)})  ${one} / ${two}`,
    )
  }
} finally {
  for (const container of containers) await container.close()
  await mongoose.disconnect()
  await database.close()
  rmSync(bundles, { recursive: true, force: true })
}

interface Contender {
  side: Side
  kind: Kind
  entry: string
  settings: Record<string, string>
  event: () => HttpEvent
  warm: Container
}

/** A database of its own, filled like the other one, and a warm container for each kind of request. */
async function prepare(side: Side): Promise<Contender[]> {
  const uri = database.uriOf(`bench-${side}`)
  const settings = await useSettings({ MONGODB_URI: uri })
  await createIndexes(process.cwd(), uri)
  await mongoose.disconnect()
  const events = eventsOf(await fillWithReels(uri, 1_000), await addPeople(uri, 'user', LIKERS))
  const contenders: Contender[] = []
  for (const kind of KINDS) {
    const { entry } = unpack(FUNCTIONS[kind], join(bundles, side, kind), roots[side])
    const warm = await startContainer(entry, settings)
    containers.push(warm)
    contenders.push({ side, kind, entry, settings, event: events[kind], warm })
  }
  return contenders
}

function eventsOf(reels: readonly string[], people: readonly Person[]): Record<Kind, () => HttpEvent> {
  const [viewer, returning, ...likers] = people
  const feed = { method: 'GET', path: '/reels', route: '/reels', query: 'limit=20' }
  const path = '/auth/users/login'
  const login = { method: 'POST', path, route: path, body: { email: returning?.email, password: PASSWORD } }
  let likes = 0
  return {
    feed: () => eventOf(feed),
    'feed of a user': () => eventOf({ ...feed, accessToken: viewer?.accessToken() ?? '' }),
    login: () => eventOf(login),
    // Each is a new one.
    like() {
      const accessToken = likers[likes % likers.length]?.accessToken() ?? ''
      const reelId = reels[Math.floor(likes / likers.length)] ?? ''
      likes += 1
      const route = '/reels/{reelId}/like'
      const liked = { path: `/reels/${reelId}/like`, parameters: { reelId } }
      return eventOf({ method: 'PUT', route, accessToken, ...liked })
    },
  }
}

type Figures = Map<string, Record<Side, number[]>>

async function measureInTurns(count: number, contenders: readonly Contender[]): Promise<Figures> {
  const figures: Figures = new Map()
  // The first rounds load files into memory and let V8 compile the hot code.
  for (let round = -3; round < count; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      for (const [name, value] of await measureOnce(contender)) {
        const both = figures.get(name) ?? { after: [], before: [] }
        figures.set(name, both)
        if (round >= 0) both[contender.side].push(value)
      }
    }
    process.stderr.write(`\rround ${round + 1} of ${count} `)
  }
  process.stderr.write('\n')
  return figures
}

async function measureOnce({ kind, entry, settings, event, warm }: Contender): Promise<[string, number][]> {
  const cold = await firstAnswer(entry, event(), settings)
  const some = () => Array.from({ length: EVENTS[kind] }, () => event())
  const alone = await warm.handle(some(), 1)
  const crowd = await warm.handle(some(), CROWD)
  return [
    [`${kind}, cold, ms`, cold.wallMilliseconds],
    [`${kind}, cold, processor ms`, cold.cpuMilliseconds],
    [`${kind}, warm, p50 ms`, quantile(alone.latencies, 0.5)],
    [`${kind}, warm, processor ms`, alone.cpuMilliseconds / EVENTS[kind]],
    [`${kind}, warm, ${CROWD} at once, processor ms`, crowd.cpuMilliseconds / EVENTS[kind]],
  ]
}
