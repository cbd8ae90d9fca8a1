import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { COUNTED, type PartnerDay, type ReelDay } from '#domains/statistics/model.ts'
import { countViews } from '#functions/jobs/count-views.ts'
import { recount } from '#functions/jobs/recount.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import {
  type Guest,
  newGuests,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../../setup/faults/container.ts'
import { type Fault, type FaultyNetwork, openFaultyNetwork } from '../../setup/faults/faulty-network.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { expectOk } from '../../setup/people/people.ts'
import { chance, trustSeed } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'
import { newPlay, share, tell, ticketOf } from '../../setup/views/watching.ts'

const FAULTS = 1_000
const WORKERS = 8
const REELS = 12
const MINUTE = 60_000
/** The name that the connections give, so that faults meet them and no one else's. */
const API = 'api'

let own: Awaited<ReturnType<typeof ownDatabase>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ MONGODB_URI: `${network.uri}&appName=${API}`, MONGODB_POOL_SIZE: '20' })
}, MINUTE)
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await own.close()
})

const COMMANDS = ['find', 'insert', 'update', 'findAndModify', 'delete', 'aggregate', 'commitTransaction']
const SERVER_ERRORS: Record<string, unknown>[] = [
  { errorCode: 112 },
  { errorCode: 50 },
  { errorCode: 91 },
  { errorCode: 10107 },
]

const sumOf = (documents: readonly Record<string, unknown>[], name: string) =>
  documents.reduce((sum, document) => sum + Number(document[name] ?? 0), 0)

it(
  '[108] leaves every number what its documents add up to after one recount, whatever fails meanwhile',
  async ({ task }) => {
    const pick = chance('faults while counting')
    const users = await newGuests('user', 16)
    const partners = await newGuests('partner', 3)
    const reels: string[] = []
    for (let n = 0; n < REELS; n += 1) reels.push(await newPublicReel(pick.one(partners).id))
    const faults: string[] = []
    const outcomes: string[] = []
    const pending: Fault[] = []
    network.onMessage = command => {
      if (!COMMANDS.includes(command)) return undefined
      const fault = pending.pop()
      if (fault !== undefined) faults.push(typeof fault === 'number' ? 'late' : fault)
      return fault
    }
    const client = await connectDatabase()
    client.on('commandFailed', ({ failure }) => {
      if ('code' in failure && SERVER_ERRORS.some(error => error['errorCode'] === failure.code)) {
        faults.push(String(failure.code))
      }
    })
    const breakSomething = async () => {
      const kind = pick.next()
      if (kind < 0.3) pending.push(pick.one(['lose', 'loseAnswer']))
      else if (kind < 0.5) pending.push(1 + pick.below(60))
      else {
        await own.fail(
          { times: 1 },
          { appName: API, failCommands: [pick.one(COMMANDS)], ...pick.one(SERVER_ERRORS) },
        )
      }
    }

    async function act(user: Guest): Promise<void> {
      const reelId = pick.one(reels)
      const params = { reelId }
      const { api } = user
      const account = pick.next() < 0.5 ? user.id : null
      const ticket = ticketOf(reelId, { account, durationSeconds: 4 })
      const status = await pick.one([
        async () => (await api.likeReel({ params })).status,
        async () => (await api.unlikeReel({ params })).status,
        async () => (await api.saveReel({ params })).status,
        async () => (await api.unsaveReel({ params })).status,
        async () => tell([{ ticket, play: newPlay(), watched: [[0, 1 + 3 * pick.next()]] }]),
        async () => tell([{ ticket, play: newPlay(), watched: [[0, 4]] }]),
        async () => share(reelId, ticket),
        async () => (await passerBy().listReels()).status,
      ])()
      outcomes.push(String(status))
      expect([200, 204, 503], `seed ${trustSeed()}`).toContain(status)
    }
    const workers = Array.from({ length: WORKERS }, async () => {
      while (faults.length < FAULTS) {
        await breakSomething()
        // A job that fails is run again.
        if (pick.next() < 0.05)
          await runJob(countViews).catch((error: unknown) =>
            outcomes.push(`job: ${error instanceof Error ? error.name : ''}`),
          )
        else await act(pick.one(users))
      }
    })
    await Promise.all(workers)

    network.onMessage = () => undefined
    await own.fail('off')
    await own.db.admin().command({ killAllSessions: [] })
    await runJob(countViews)
    await runJob(recount)
    await runJob(countViews)
    const wrong: string[] = []
    const reelDays = await own.db.collection<ReelDay & { _id: string }>('reelDays').find().toArray()
    const totals = await own.db.collection('reelTotals').find().toArray()
    for (const id of reels) {
      const _id = new mongoose.Types.ObjectId(id)
      const reel = await own.db.collection('reels').findOne({ _id })
      const days = reelDays.filter(({ reel: owner }) => String(owner) === id)
      for (const kind of ['likes', 'saves']) {
        const documents = await own.db.collection(kind).countDocuments({ reel: _id })
        const [counter, ofDays] = [reel?.[kind], sumOf(days, kind)]
        if (counter !== documents || ofDays !== documents)
          wrong.push(`${kind} of ${id}: ${documents}, counter ${counter}, days ${ofDays}`)
      }
      for (const kind of ['views', 'shares']) {
        const [ofDays, counter] = [sumOf(days, kind), reel?.[kind]]
        const total = totals.find(each => String(each._id) === id)?.[kind] ?? 0
        if (ofDays !== counter || ofDays !== total)
          wrong.push(`${kind} of ${id}: days ${ofDays}, counter ${counter}, total ${total}`)
      }
      for (const day of days) {
        for (const name of COUNTED) {
          const ofHours = sumOf(Object.values(day.hours), name)
          if (ofHours !== day[name]) wrong.push(`${name} of ${day._id}: ${day[name]}, hours ${ofHours}`)
        }
      }
    }
    for (const day of await own.db.collection<PartnerDay & { _id: string }>('partnerDays').find().toArray()) {
      const ofReels = reelDays.filter(
        ({ partner, date }) => String(partner) === String(day.partner) && date === day.date,
      )
      for (const name of COUNTED) {
        if (sumOf(ofReels, name) !== day[name])
          wrong.push(`${name} of ${day._id}: ${day[name]}, reels ${sumOf(ofReels, name)}`)
      }
    }
    // What was told is counted once: a mark for each viewer, and a view for each mark.
    const views = await own.db.collection('viewMarks').countDocuments({ isView: true })
    if (views !== sumOf(reelDays, 'views')) wrong.push(`${views} marks, ${sumOf(reelDays, 'views')} views`)
    const shares = await own.db.collection('countedEvents').countDocuments({ kind: 'shares' })
    if (shares !== sumOf(reelDays, 'shares'))
      wrong.push(`${shares} shared, ${sumOf(reelDays, 'shares')} counted`)
    for (const name of ['countedEvents', 'likes', 'saves']) {
      const waiting = await own.db.collection(name).countDocuments({ pendingSince: { $exists: true } })
      if (waiting > 0) wrong.push(`${waiting} of ${name} wait`)
    }
    expect(wrong, `seed ${trustSeed()}`).toEqual([])
    task.meta.seen = `${faults.length} faults (${tally(faults)}), ${outcomes.length} answers (${tally(outcomes)}): ${views} views, ${shares} shares; nothing wrong`
  },
  6 * MINUTE,
)

it('[108] makes days and totals right again that somebody has damaged', async ({ task }) => {
  const partnerDays = own.db.collection<{ _id: string; partner: unknown; date: string }>('partnerDays')
  const [before, reel] = [await partnerDays.find().sort({ _id: 1 }).toArray(), await someSeenReel()]
  const [first] = before
  if (!first) throw new Error('Nothing was counted')
  const damage = { views: 5, 'hours.0.likes': 3, 'retention.7': 2, 'from.search': 1 }
  await partnerDays.updateOne({ _id: first._id }, { $inc: damage })
  await own.db.collection('reels').updateOne({ _id: reel._id }, { $set: { views: 7_000 } })
  await own.db.collection('reelTotals').updateOne({ _id: reel._id }, { $set: { views: 3 } })
  await runJob(recount)
  const after = await partnerDays.find().sort({ _id: 1 }).toArray()
  expect(after.map(withoutZeros)).toEqual(before.map(withoutZeros))
  expect((await someSeenReel(reel._id))['views']).toBe(reel['views'])
  task.meta.seen = `one of ${before.length} days, the views of a reel and their total: as before`
})

it('[108] takes a like that is taken back from its day only if it was counted', async ({ task }) => {
  const [[user], [partner]] = [await newGuests('user', 1), await newGuests('partner', 1)]
  if (!user || !partner) throw new Error('Nobody is there')
  const params = { reelId: await newPublicReel(partner.id) }
  const likesOfDays = () => countedLikesOf(params.reelId)
  const seen: number[] = []
  expectOk(await user.api.likeReel({ params }))
  expectOk(await user.api.unlikeReel({ params }))
  seen.push(await likesOfDays())
  expectOk(await user.api.likeReel({ params }))
  seen.push(await likesOfDays())
  expectOk(await user.api.unlikeReel({ params }))
  seen.push(await likesOfDays())
  expect(seen).toEqual([0, 1, 0])
  task.meta.seen = `likes of the day, without a recount: ${seen.join(', ')}`
})

it('[108] finds a like that was taken back without saying so', async ({ task }) => {
  const [[user], [partner]] = [await newGuests('user', 1), await newGuests('partner', 1)]
  if (!user || !partner) throw new Error('Nobody is there')
  const params = { reelId: await newPublicReel(partner.id) }
  const likesOfDays = () => countedLikesOf(params.reelId)
  expectOk(await user.api.likeReel({ params }))
  const seen = [await likesOfDays()]
  // The like is gone by then, and what tells the job is not stored.
  await own.fail({ times: 1 }, { failCommands: ['update'], errorCode: 50 })
  expect((await user.api.unlikeReel({ params })).status).toBe(503)
  seen.push(await likesOfDays())
  await runJob(recount)
  seen.push(await likesOfDays())
  expect(seen).toEqual([1, 1, 0])
  task.meta.seen = `likes of the day: ${seen.join(', ')}`
})

/** The likes of all days of a reel, after the job has counted. */
async function countedLikesOf(reelId: string): Promise<number> {
  await runJob(countViews)
  const reel = new mongoose.Types.ObjectId(reelId)
  return sumOf(await own.db.collection('reelDays').find({ reel }).toArray(), 'likes')
}

async function someSeenReel(_id?: mongoose.Types.ObjectId) {
  const reel = await own.db.collection('reels').findOne(_id ? { _id } : { views: { $gt: 0 } })
  if (!reel) throw new Error('Nothing was seen')
  return reel
}

/** A number that is missing is 0. */
function withoutZeros(day: object): unknown {
  return JSON.parse(JSON.stringify(day, (_, value: unknown) => (value === 0 ? undefined : value)))
}
