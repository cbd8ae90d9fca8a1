import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ReelModel } from '#domains/reels/model.ts'
import { type ReelDay, ReelDayModel } from '#domains/statistics/model.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  newPublicReel,
  openContainer,
  ownDatabase,
} from '../../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../../setup/faults/faulty-network.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { chance } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'
import { countNow, newPlay, tell, ticketOf } from '../../setup/views/watching.ts'

const MINUTE = 60_000
const VIEWERS = 1_000
const CONTAINERS = 100
const MOST_STEPS = 60

/** Everything that the job does with the database. */
const COMMANDS = ['find', 'insert', 'update', 'findAndModify', 'commitTransaction', 'abortTransaction']

let own: Awaited<ReturnType<typeof ownDatabase>>
let network: FaultyNetwork
let partner: Guest
beforeAll(async () => {
  own = await ownDatabase()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ MONGODB_URI: network.uri, MONGODB_POOL_SIZE: String(CONTAINERS) })
  partner = await newGuest('partner')
}, MINUTE)
afterEach(() => {
  network.onMessage = () => undefined
})
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await own.close()
})

async function countedOf(reelId: string) {
  const reel = await ReelModel.findById(reelId, { views: 1 }).lean()
  const days = await ReelDayModel.find({ reel: new mongoose.Types.ObjectId(reelId) }).lean<ReelDay[]>()
  const sum = (of: (day: ReelDay) => number | undefined) =>
    days.reduce((total, day) => total + (of(day) ?? 0), 0)
  return {
    shown: reel?.views,
    views: sum(day => day.views),
    plays: sum(day => day.plays),
    seconds: sum(day => day.milliseconds) / 1_000,
    inFirstHundredth: sum(day => day.retention[0]),
    fromFeed: sum(day => day.from['feed']),
  }
}

describe('1,000 viewers of one reel', () => {
  it(
    '[101] are counted exactly, although each tells three times at once and two jobs run meanwhile',
    async ({ task }) => {
      const reel = await newPublicReel(partner.id)
      const ticket = ticketOf(reel, { durationSeconds: 4 })
      const pick = chance('a thousand viewers')
      const beacons = Array.from({ length: VIEWERS }, (_, n) => {
        const sourceIp = `10.${n >> 8}.${n & 255}.7`
        const play = newPlay()
        return [1, 2.2, 3].map(until => ({ sourceIp, view: { ticket, play, watched: [[0, until]] } }))
      })
        .flat()
        .toSorted(() => pick.next() - 0.5)
      const outcomes: string[] = []
      const containers = Array.from({ length: CONTAINERS }, async () => {
        for (let next = beacons.pop(); next; next = beacons.pop()) {
          const status = await tell([next.view], next)
          outcomes.push(String(status))
          if (status === 503) beacons.unshift(next)
        }
      })
      const jobs = Array.from({ length: 2 }, async () => {
        while (beacons.length > 0) await countNow()
      })
      await Promise.all([...containers, ...jobs])
      await countNow()
      const counted = await countedOf(reel)
      expect(counted).toEqual({
        shown: VIEWERS,
        views: VIEWERS,
        plays: VIEWERS,
        seconds: 3 * VIEWERS,
        inFirstHundredth: VIEWERS,
        fromFeed: VIEWERS,
      })
      task.meta.seen = `${tally(outcomes)}: ${JSON.stringify(counted)}`
    },
    5 * MINUTE,
  )
})

describe('the job that counts', () => {
  it(
    '[101] loses nothing and counts nothing twice if it dies at any of its steps',
    async ({ task }) => {
      let steps = 0
      let died = 0
      for (; steps < MOST_STEPS; steps += 1) {
        const reel = await newPublicReel(partner.id)
        for (const until of [3, 4]) {
          const ticket = ticketOf(reel, { durationSeconds: 4 })
          await tell([{ ticket, play: newPlay(), watched: [[0, until]] }])
        }
        await own.fail({ skip: steps }, { failCommands: COMMANDS, closeConnection: true })
        const hasDied = await countNow().then(
          () => false,
          () => true,
        )
        await own.fail('off')
        // The database ends by itself, within a minute, what a dead function has begun.
        await own.db.admin().command({ killAllSessions: [] })
        await countNow()
        await countNow()
        expect(await countedOf(reel), `step ${steps}`).toEqual({
          shown: 2,
          views: 2,
          plays: 2,
          seconds: 7,
          inFirstHundredth: 2,
          fromFeed: 2,
        })
        if (!hasDied) break
        died += 1
      }
      expect(died).toBeGreaterThanOrEqual(15)
      expect(steps).toBeLessThan(MOST_STEPS)
      task.meta.seen = `died at each of ${died} steps`
    },
    5 * MINUTE,
  )

  it(
    '[101] counts a beacon that arrives while it runs',
    async ({ task }) => {
      const reel = await newPublicReel(partner.id)
      const [ticket, play] = [ticketOf(reel, { durationSeconds: 4 }), newPlay()]
      const sender = { sourceIp: '10.9.9.9' }
      await tell([{ ticket, play, watched: [[0, 2]] }], sender)
      let isHeld = false
      network.onMessage = (command, collection) => {
        if (isHeld || command !== 'update' || collection !== 'countedPlays') return undefined
        isHeld = true
        return 500
      }
      const counting = countNow()
      await expect.poll(() => isHeld).toBe(true)
      await tell([{ ticket, play, watched: [[2, 4]] }], sender)
      await counting
      await countNow()
      expect(await countedOf(reel)).toMatchObject({ shown: 1, views: 1, plays: 1, seconds: 4 })
      task.meta.seen = '2 s and 2 s more: 4 s'
    },
    MINUTE,
  )
})
