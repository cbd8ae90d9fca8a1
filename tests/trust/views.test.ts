import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ReelModel } from '#domains/reels/model.ts'
import { ReelDayModel } from '#domains/statistics/model.ts'
import { PlayModel } from '#domains/views/model.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { type Guest, newGuest, newPublicReel, openContainer, ownDatabase } from '../setup/faults/container.ts'
import { newAddress } from '../setup/people/addresses.ts'
import { expectOk } from '../setup/people/people.ts'
import { chance } from '../setup/reports/seed.ts'
import '../setup/reports/seen.ts'
import { CRAWLERS } from '../setup/views/crawlers.ts'
import { countNow, newPlay, type Sender, tell, ticketOf } from '../setup/views/watching.ts'

// Some send a thousand beacons, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

const HALF_DAY_SECONDS = 12 * 60 * 60

let own: Awaited<ReturnType<typeof ownDatabase>>
let partner: Guest
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri, MONGODB_POOL_SIZE: '20' })
  partner = await newGuest('partner')
}, 60_000)
afterEach(() => {
  vi.useRealTimers()
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

/** What is counted of a reel over all days, after the job has run. */
async function countedOf(reelId: string) {
  await countNow()
  const days = await ReelDayModel.find({ reel: new mongoose.Types.ObjectId(reelId) }).lean()
  const sum = (name: 'plays' | 'views' | 'milliseconds' | 'completions') =>
    days.reduce((total, day) => total + day[name], 0)
  const reel = await ReelModel.findById(reelId, { views: 1 }).lean()
  return {
    shown: reel?.views ?? 0,
    plays: sum('plays'),
    views: sum('views'),
    seconds: sum('milliseconds') / 1_000,
    completions: sum('completions'),
  }
}

const NOTHING = { shown: 0, plays: 0, views: 0, seconds: 0, completions: 0 }
const WHOLE = [
  [0, 3.2],
  [5, 8],
]
const PARTS = [
  [0, 0.5],
  [0.5, 1.1],
  [1, 2],
  [2, 3],
  [3, 3.2],
  [5, 5.5],
  [5.5, 6],
  [6, 7.2],
  [7, 7.7],
  [7.7, 8],
]

describe('what one viewer has watched', () => {
  it('[99] is one play, one view and the union of its seconds, however often it is told and in which order', async ({
    task,
  }) => {
    const pick = chance('parts of a play')
    const seen: string[] = []
    for (const kind of ['whole', 'parts'] as const) {
      const reel = await newPublicReel(partner.id)
      const sender: Sender = { sourceIp: newAddress() }
      const [ticket, play] = [ticketOf(reel), newPlay()]
      const beacons =
        kind === 'whole'
          ? Array.from({ length: 100 }, () => WHOLE)
          : [...PARTS, ...PARTS].toSorted(() => pick.next() - 0.5).map(part => [part])
      while (beacons.length > 0) {
        const some = beacons.splice(0, 20)
        const sent = await Promise.all(some.map(watched => tell([{ ticket, play, watched }], sender)))
        expect(new Set(sent)).toEqual(new Set([204]))
        if (pick.next() < 0.5) await countNow()
      }
      const counted = await countedOf(reel)
      expect(counted.seconds).toBeCloseTo(6.2, 1)
      expect(counted).toMatchObject({ shown: 1, plays: 1, views: 1, completions: 0 })
      seen.push(`${kind}: ${JSON.stringify(counted)}`)
    }
    task.meta.seen = seen.join('; ')
  })

  it('[99] is a second play but no second view when it is watched again on the same day', async ({
    task,
  }) => {
    const reel = await newPublicReel(partner.id)
    const sender: Sender = { sourceIp: newAddress() }
    const ticket = ticketOf(reel)
    for (const play of [newPlay(), newPlay(), newPlay()]) {
      await tell([{ ticket, play, watched: [[0, 3]] }], sender)
      await countNow()
    }
    const counted = await countedOf(reel)
    expect(counted).toMatchObject({ plays: 3, views: 1, seconds: 9 })
    task.meta.seen = JSON.stringify(counted)
  })
})

describe('what nobody has watched', () => {
  it('[100] is not counted by a ticket that is forged, altered or too old, or of a reel that is gone', async ({
    task,
  }) => {
    const [reel, gone] = [await newPublicReel(partner.id), await newPublicReel(partner.id)]
    const good = ticketOf(reel)
    const alteredAt = (index: number) =>
      good.slice(0, index) + (good[index] === 'A' ? 'B' : 'A') + good.slice(index + 1)
    const tickets = [
      'A'.repeat(64),
      // Its time, its reel, its account and its signature.
      ...[8, 20, 30, 50, 62].map(alteredAt),
      good.slice(1),
      `${good}A`,
      ticketOf(reel, {}, HALF_DAY_SECONDS + 10),
      ticketOf(gone),
    ]
    expectOk(await partner.api.deleteReel({ params: { reelId: gone } }))
    for (const ticket of tickets) {
      expect(await tell([{ ticket, play: newPlay(), watched: [[0, 4]] }])).toBe(204)
    }
    expect([await countedOf(reel), await countedOf(gone)]).toEqual([NOTHING, NOTHING])
    expect(await tell([{ ticket: good, play: newPlay(), watched: [[0, 4]] }])).toBe(204)
    expect(await countedOf(reel)).toMatchObject({ views: 1 })
    task.meta.seen = `${tickets.length} tickets: 204, nothing counted; a good one counts`
  })

  it('[100] is at most what can have passed: 3,600 seconds after five', async ({ task }) => {
    const user = await newGuest('user')
    const seen: string[] = []
    for (const account of [user.id, null]) {
      const reel = await newPublicReel(partner.id)
      const ticket = ticketOf(reel, { account, durationSeconds: 3_600 }, 5)
      await tell([{ ticket, play: newPlay(), watched: [[0, 3_600]] }])
      const counted = await countedOf(reel)
      expect(counted.seconds).toBeLessThanOrEqual(11)
      expect(counted.completions).toBe(0)
      seen.push(`${counted.seconds} s`)
    }
    task.meta.seen = `logged in ${seen[0]}, not logged in ${seen[1]}`
  })

  it('[100] is at most what can have passed since it was shown, for a viewer of long ago, too', async ({
    task,
  }) => {
    const user = await newGuest('user')
    const reel = await newPublicReel(partner.id)
    const watch = async (time: string, secondsAgo: number, seconds: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) })
      const ticket = ticketOf(reel, { account: user.id, durationSeconds: 3_600 }, secondsAgo)
      await tell([{ ticket, play: newPlay(), watched: [[0, seconds]] }])
      const counted = await countedOf(reel)
      vi.useRealTimers()
      return counted.seconds
    }
    // In years to come: what has expired by then is not removed while the test looks at it.
    const before = await watch('2036-11-26T12:00:00.000Z', 60, 4)
    const after = await watch('2036-11-26T13:00:00.000Z', 5, 3_600)
    expect(before).toBeGreaterThan(2)
    expect(after - before).toBeGreaterThan(0)
    expect(after - before).toBeLessThanOrEqual(11)
    task.meta.seen = `${before} s, and an hour later ${(after - before).toFixed(1)} s more`
  })

  it('[100] is not made up by 1,000 plays of one viewer at once', async ({ task }) => {
    const user = await newGuest('user')
    const reel = await newPublicReel(partner.id)
    const startedAt = Date.now()
    const ticket = ticketOf(reel, { account: user.id }, 5)
    const beacons = Array.from({ length: 50 }, () =>
      Array.from({ length: 20 }, () => ({ ticket, play: newPlay(), watched: [[0, 3.2]] })),
    )
    await Promise.all(beacons.map(views => tell(views)))
    const passed = (Date.now() - startedAt) / 1_000 + 5
    const counted = await countedOf(reel)
    expect(counted.views).toBe(1)
    // A second more, because clocks differ.
    expect(counted.seconds).toBeLessThanOrEqual(passed + 1)
    task.meta.seen = `1 view, ${counted.seconds} s of ${passed.toFixed(1)} s`
  })

  it('[100] is never told by the cookies of somebody: the ticket says who', async ({ task }) => {
    const [victim, attacker] = [await newGuest('user'), await newGuest('user')]
    const reel = await newPublicReel(partner.id)
    for (const account of [attacker.id, null]) {
      const ticket = ticketOf(reel, { account })
      const body = JSON.stringify({ views: [{ ticket, play: newPlay(), watched: [[0, 4]], ended: true }] })
      const headers = { 'content-type': 'text/plain', 'user-agent': 'Mozilla/5.0 Firefox/150.0' }
      const url = 'http://in-process/views'
      expect((await victim.browser.fetch(url, { method: 'POST', headers, body })).status).toBe(204)
      const foreign = { ...headers, origin: 'https://evil.example' }
      expect((await victim.browser.fetch(url, { method: 'POST', headers: foreign, body })).status).toBe(403)
    }
    const plays = await PlayModel.find({ reel: new mongoose.Types.ObjectId(reel) }).lean()
    expect(plays.map(({ account }) => account?.toHexString() ?? null).sort()).toEqual(
      [attacker.id, null].sort(),
    )
    expect(JSON.stringify(plays)).not.toContain(victim.id)
    // Nothing but this operation takes text.
    const text = { method: 'PATCH', headers: { 'content-type': 'text/plain' }, body: '{}' }
    expect((await victim.browser.fetch('http://in-process/auth/me', text)).status).toBe(415)
    task.meta.seen = `${plays.length} plays, none of the victim; from another origin 403; text elsewhere 415`
  })
})

describe('who watches nothing', () => {
  it('[102] is the partner of the reel, and whoever is known to be a bot', async ({ task }) => {
    const reel = await newPublicReel(partner.id)
    const ofPartner = ticketOf(reel, { account: partner.id })
    const own = ticketOf(reel)
    expect(await tell([{ ticket: ofPartner, play: newPlay(), watched: [[0, 4]] }])).toBe(204)
    for (const userAgent of CRAWLERS) {
      expect(await tell([{ ticket: own, play: newPlay(), watched: [[0, 4]] }], { userAgent })).toBe(204)
    }
    expect(await countedOf(reel)).toEqual(NOTHING)
    await tell([{ ticket: own, play: newPlay(), watched: [[0, 4]] }])
    expect(await countedOf(reel)).toMatchObject({ views: 1 })
    task.meta.seen = `its partner and ${CRAWLERS.length} crawlers: nothing; somebody else: 1 view`
  })
})
