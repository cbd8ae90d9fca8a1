import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../../setup/faults/faulty-network.ts'
import { fetchInProcess } from '../../setup/gateway/in-process.ts'
import { tally } from '../../setup/gateway/requests.ts'
import '../../setup/reports/seen.ts'

const MINUTE = 60_000
const LIMIT_MILLISECONDS = 10_000

let own: Awaited<ReturnType<typeof ownDatabase>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ MONGODB_URI: network.uri, MONGODB_POOL_SIZE: '5' })
}, MINUTE)
afterEach(async () => {
  // Connections that one test has left must not disturb the next one.
  await disconnectDatabase()
  vi.restoreAllMocks()
  network.onMessage = () => undefined
  await own.fail('off')
})
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await own.close()
})

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; milliseconds: number }> {
  const startedAt = performance.now()
  const value = await work()
  return { value, milliseconds: Math.round(performance.now() - startedAt) }
}

const swallowAll = () => {
  network.onMessage = () => 'swallow'
}

const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`

it(
  '[43] answers 503 with Retry-After while the database is down at the first request, and 200 once it is up, in one container',
  async ({ task }) => {
    const seen: string[] = []
    for (const [way, breakIt] of [
      ['refused', () => network.refuse()],
      ['swallowed', async () => swallowAll()],
    ] as const) {
      await disconnectDatabase()
      await breakIt()
      // As a Lambda does while it initialises; the first request finds this attempt under way.
      connectDatabase().catch(() => undefined)
      const down = await timed(() => fetchInProcess('http://in-process/reels'))
      expect(down.value.status, way).toBe(503)
      expect(Number(down.value.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(down.milliseconds).toBeLessThan(6_000)
      const again = await fetchInProcess('http://in-process/reels')
      expect(again.status).toBe(503)

      if (way === 'refused') await network.accept()
      network.onMessage = () => undefined
      const up = await timed(() => fetchInProcess('http://in-process/reels'))
      expect(up.value.status, way).toBe(200)
      seen.push(`${way}: 503 after ${seconds(down.milliseconds)}, then 200 after ${seconds(up.milliseconds)}`)
    }
    task.meta.seen = seen.join('; ')
  },
  MINUTE,
)

/** A person's write: how it is sent, and what must be true if it was carried out exactly once. */
interface Write {
  name: string
  prepare(): Promise<{ send(): Promise<{ status: number }>; isDoneOnce(): Promise<boolean> }>
}

let partner: Guest
const id = (hex: string) => new mongoose.mongo.ObjectId(hex)
const reelOf = (reelId: string) => own.db.collection('reels').findOne({ _id: id(reelId) })
const count = (collection: string, filter: object) => own.db.collection(collection).countDocuments(filter)
const DESCRIBED = { title: 'Once', price: { amount: 1, currency: 'USD' } }
const FILE = { name: 'a.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' }

const writes: Write[] = [
  ...(['like', 'save'] as const).flatMap((kind): Write[] => {
    const [collection, counter] = [`${kind}s`, `${kind}s`]
    return [
      {
        name: kind,
        async prepare() {
          const [user, reelId] = [await newGuest('user'), await newPublicReel(partner.id)]
          const params = { reelId }
          return {
            send: () => (kind === 'like' ? user.api.likeReel({ params }) : user.api.saveReel({ params })),
            isDoneOnce: async () =>
              (await count(collection, { reel: id(reelId) })) === 1 &&
              (await reelOf(reelId))?.[counter] === 1,
          }
        },
      },
      {
        name: `un${kind}`,
        async prepare() {
          const [user, reelId] = [await newGuest('user'), await newPublicReel(partner.id)]
          const params = { reelId }
          await (kind === 'like' ? user.api.likeReel({ params }) : user.api.saveReel({ params }))
          return {
            send: () => (kind === 'like' ? user.api.unlikeReel({ params }) : user.api.unsaveReel({ params })),
            isDoneOnce: async () =>
              (await count(collection, { reel: id(reelId) })) === 0 &&
              (await reelOf(reelId))?.[counter] === 0,
          }
        },
      },
    ]
  }),
  {
    name: 'change a reel',
    async prepare() {
      const params = { reelId: await newPublicReel(partner.id) }
      return {
        send: () => partner.api.updateReel({ params, body: { title: 'Changed' } }),
        isDoneOnce: async () => (await reelOf(params.reelId))?.['title'] === 'Changed',
      }
    },
  },
  {
    name: 'begin an upload',
    async prepare() {
      const owner = await newGuest('partner')
      return {
        send: () => owner.api.createUpload({ body: { ...DESCRIBED, file: FILE } }),
        isDoneOnce: async () => (await count('reels', { partner: id(owner.id) })) === 1,
      }
    },
  },
  {
    name: 'delete a reel',
    async prepare() {
      const [owner, user] = [await newGuest('partner'), await newGuest('user')]
      const reelId = await newPublicReel(owner.id)
      const params = { reelId }
      await user.api.likeReel({ params })
      return {
        send: () => owner.api.deleteReel({ params }),
        isDoneOnce: async () =>
          (await reelOf(reelId)) === null &&
          (await count('likes', { reel: id(reelId) })) === 0 &&
          (await own.db.collection('partners').findOne({ _id: id(owner.id) }))?.['readyReels'] === 0,
      }
    },
  },
  {
    name: 'refresh a session',
    async prepare() {
      const user = await newGuest('user')
      return {
        send: () => user.api.refreshSession(),
        isDoneOnce: async () =>
          (await count('sessions', { account: id(user.id) })) === 1 &&
          (await user.api.getMe()).status === 200,
      }
    },
  },
  {
    name: 'log out',
    async prepare() {
      const user = await newGuest('user')
      return {
        send: () => user.api.logout(),
        isDoneOnce: async () => (await count('sessions', { account: id(user.id) })) === 0,
      }
    },
  },
]

const WRITE_COMMANDS = new Set(['insert', 'update', 'findAndModify', 'delete'])
type Break = { name: string; begin(command: string): Promise<void> }

function once(fault: 'lose' | 'loseAnswer'): Break {
  return {
    name: fault,
    async begin(command) {
      let left = 1
      network.onMessage = name => (name === command && left-- > 0 ? fault : undefined)
    },
  }
}

function failing(name: string, data: Record<string, unknown>): Break {
  return { name, begin: command => own.fail({ times: 1 }, { failCommands: [command], ...data }) }
}

const breaks: Break[] = [
  once('lose'),
  once('loseAnswer'),
  failing('closeConnection', { closeConnection: true }),
  failing('91', { errorCode: 91 }),
  failing('10107', { errorCode: 10107 }),
]

it(
  '[44] carries out every write exactly once, or answers 503, if each of its commands meets one network or "not primary" error',
  async ({ task }) => {
    partner = await newGuest('partner')
    const outcomes: string[] = []
    const notOnce: string[] = []
    let slowest = 0
    for (const write of writes) {
      const commands = new Set<string>()
      const dry = await write.prepare()
      network.onMessage = name => void (WRITE_COMMANDS.has(name) && commands.add(name))
      expect((await dry.send()).status).toBeLessThan(300)
      expect(commands.size, write.name).toBeGreaterThan(0)
      for (const command of commands) {
        for (const fault of breaks) {
          const place = `${write.name}: ${fault.name} at ${command}`
          const { send, isDoneOnce } = await write.prepare()
          await fault.begin(command)
          const { value, milliseconds } = await timed(send)
          network.onMessage = () => undefined
          await own.fail('off')
          slowest = Math.max(slowest, milliseconds)
          outcomes.push(String(value.status))
          expect(value.status === 503 || value.status < 300, `${place}: ${value.status}`).toBe(true)
          expect(milliseconds, place).toBeLessThan(LIMIT_MILLISECONDS)
          // A client that gets a 503 sends the request again.
          if (value.status === 503) expect((await send()).status, place).toBeLessThan(300)
          if (!(await isDoneOnce())) notOnce.push(`${place} (${value.status})`)
        }
      }
    }
    expect(notOnce).toEqual([])
    task.meta.seen = `${writes.length} operations, ${outcomes.length} faults: ${tally(outcomes)}, slowest ${seconds(slowest)}; each exactly once`
  },
  3 * MINUTE,
)

it(
  '[44] succeeds or answers 503 in less than 10 s if its connections were cut or black-holed during a pause',
  async ({ task }) => {
    const [user, reelId] = [await newGuest('user'), await newPublicReel(partner.id)]
    const params = { reelId }
    const seen: string[] = []
    for (const [way, breakIt] of [
      ['cut', () => network.cut()],
      ['black-holed', () => network.blackHole()],
    ] as const) {
      // Several connections in the pool, as after requests that read in parallel.
      await Promise.all(Array.from({ length: 5 }, () => passerBy().getReel({ params })))
      breakIt()
      const results = []
      for (const send of [
        () => user.api.likeReel({ params }),
        () => user.api.likeReel({ params }),
        () => user.api.unlikeReel({ params }),
        () => user.api.likeReel({ params }),
      ]) {
        const { value, milliseconds } = await timed(send)
        expect(milliseconds, way).toBeLessThan(LIMIT_MILLISECONDS)
        expect([200, 503]).toContain(value.status)
        results.push(`${value.status} after ${seconds(milliseconds)}`)
      }
      expect(results.at(-1), 'it recovers').toMatch(/^200/)
      expect([await count('likes', { reel: id(reelId) }), (await reelOf(reelId))?.['likes']]).toEqual([1, 1])
      await user.api.unlikeReel({ params })
      seen.push(`${way}: ${results.join(', ')}`)
    }
    task.meta.seen = seen.join('; ')
  },
  2 * MINUTE,
)

it(
  '[44] does not use connections that were idle for longer than a minute',
  async ({ task }) => {
    const user = await newGuest('user')
    const params = { reelId: await newPublicReel(partner.id) }
    network.blackHole()
    // The driver asks this clock for how long a connection was idle; it goes on while a container is frozen.
    const now = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 61_000)
    const startedAt = now()
    const result = await user.api.likeReel({ params })
    const milliseconds = now() - startedAt
    expect(result.status).toBe(200)
    expect(milliseconds).toBeLessThan(2_000)
    task.meta.seen = `thawed after 61 s, every connection black-holed: 200 after ${Math.round(milliseconds)} ms`
  },
  MINUTE,
)
