import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteDueMedia } from '#domains/deletion/media.ts'
import { removeOrphanedReactions } from '#domains/upkeep/orphans.ts'
import { recountPartners, recountReels } from '#domains/upkeep/recount.ts'
import { deleteUnnamedFiles } from '#domains/upkeep/unnamed-files.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuests,
  openContainer,
  ownDatabase,
  ownMedia,
  passerBy,
} from '../../setup/faults/container.ts'
import { type Fault, type FaultyNetwork, openFaultyNetwork } from '../../setup/faults/faulty-network.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { chance, trustSeed } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'
import { FREE, postUpload, readClip } from '../../setup/videos/videos.ts'

const FAULTS = 1_000
const WORKERS = 8
const MINUTE = 60_000
/** The name that the API's connections give, so that faults meet them and no one else's. */
const API = 'api'

const clip = await readClip('sunrise-run.mov')
const video = { base64: clip.toString('base64') }
const file = { name: 'clip.mov', sizeBytes: clip.length, mimeType: 'video/quicktime' }

let own: Awaited<ReturnType<typeof ownDatabase>>
let media: Awaited<ReturnType<typeof ownMedia>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  media = await ownMedia()
  network = await openFaultyNetwork(own.uri)
  await openContainer({
    ...media.settings,
    MONGODB_URI: `${network.uri}&appName=${API}`,
    MONGODB_POOL_SIZE: '20',
  })
}, MINUTE)
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await media.close()
  await own.close()
})

const COMMANDS = ['find', 'insert', 'update', 'findAndModify', 'delete', 'aggregate']
const SERVER_ERRORS: Record<string, unknown>[] = [
  { errorCode: 112 },
  { errorCode: 50 },
  { errorCode: 462, errorLabels: ['SystemOverloadedError', 'RetryableError'] },
  { errorCode: 91 },
  { errorCode: 10107 },
]
const MEDIA_FAULTS: Record<string, unknown>[] = [
  { fault: 'status', status: 500 },
  { fault: 'rate-limit' },
  { fault: 'cut' },
  { fault: 'cut-response' },
  { fault: 'nonsense' },
  { fault: 'nonsense', body: '{}' },
  { fault: 'do-then-fail' },
  { fault: 'slow', milliseconds: 200 },
]

/** The last answer that a person got: whether a like is stored, or whether a reel exists. Null if that is unknown. */
interface Told {
  reactions: Map<string, boolean | null>
  reels: Map<string, 'made' | 'deletion asked for'>
}

it(
  '[47] neither loses nor doubles anything when 1,000 random faults hit a mixed load of all operations',
  async ({ task }) => {
    const pick = chance('random faults')
    const users = await newGuests('user', 16)
    const partners = await newGuests('partner', 8)
    const told: Told = { reactions: new Map(), reels: new Map() }
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
    let mediaFault: { isMet(): Promise<boolean> } | undefined
    const breakSomething = async () => {
      const kind = pick.next()
      if (kind < 0.2) pending.push(pick.one(['lose', 'loseAnswer']))
      else if (kind < 0.5) pending.push(1 + pick.below(60))
      else if (kind < 0.8) {
        await own.fail(
          { times: 1 },
          { appName: API, failCommands: [pick.one(COMMANDS)], ...pick.one(SERVER_ERRORS) },
        )
      } else if (!mediaFault || (await mediaFault.isMet())) {
        if (mediaFault) faults.push('media')
        mediaFault = await media.failOnce(pick.one(MEDIA_FAULTS))
      }
    }

    const answered = <T extends { status: number }>(operation: string, result: T): T => {
      outcomes.push(String(result.status))
      expect([200, 201, 204, 404, 409, 502, 503], `${operation}, seed ${trustSeed()}`).toContain(
        result.status,
      )
      return result
    }
    const someReel = () => {
      const ids = [...told.reels.keys()]
      return ids.length === 0 ? '0'.repeat(24) : pick.one(ids)
    }

    async function asUser(user: Guest): Promise<void> {
      const params = { reelId: someReel() }
      const operation = pick.one([
        'like',
        'like',
        'save',
        'save',
        'unlike',
        'unsave',
        'refresh',
        'lists',
      ] as const)
      if (operation === 'refresh') {
        // A client tries again at once: half a minute later, the answer that was lost would be a stolen token.
        while (answered(operation, await user.api.refreshSession()).status === 503);
        return
      }
      if (operation === 'lists') {
        answered(operation, await user.api.listLikes())
        answered(operation, await passerBy().listReels())
        return
      }
      const kind = operation.endsWith('like') ? 'likes' : 'saves'
      const place = `${kind} ${user.id} ${params.reelId}`
      told.reactions.set(place, null)
      const { api } = user
      const send = {
        like: () => api.likeReel({ params }),
        unlike: () => api.unlikeReel({ params }),
        save: () => api.saveReel({ params }),
        unsave: () => api.unsaveReel({ params }),
      }[operation]
      const { status } = answered(operation, await send())
      if (status === 200) told.reactions.set(place, !operation.startsWith('un'))
    }

    async function asPartner(partner: Guest): Promise<void> {
      const { api } = partner
      const mine = [...told.reels.keys()].filter(id => owners.get(id) === partner)
      const operation = pick.one(['create', 'create', 'upload', 'change', 'delete', 'lists'] as const)
      if (operation === 'create') {
        const body = { title: `key ${randomUUID()}`, price: FREE, video }
        const idempotencyKey = randomUUID()
        // As a client that wants to know does.
        for (let attempt = 0; attempt < 3; attempt += 1) {
          const result = answered(operation, await api.createReel({ body, idempotencyKey }))
          if (result.ok) return made(partner, result.data.reel.id)
          // The lock of a request that has died expires.
          await own.db
            .collection('idempotencyKeys')
            .updateMany({ response: null, newId: { $exists: true } }, { $set: { lockedUntil: new Date(0) } })
        }
        return
      }
      if (operation === 'upload') {
        const body = { title: `key ${randomUUID()}`, price: FREE, file }
        const begun = answered(operation, await api.createUpload({ body }))
        if (!begun.ok) return
        // The faults cut this connection, too: a browser is then left with a reel that waits.
        const posted = await postUpload(begun.data.upload, clip, file.mimeType).catch(() => null)
        const answer = posted?.ok ? await posted.text().catch(() => '') : ''
        const fileId = /"fileId":\s*"(\w+)"/.exec(answer)?.[1]
        const params = { reelId: begun.data.reel.id }
        if (!fileId) return
        const published = answered('publish', await api.publishReel({ params, body: { fileId } }))
        if (published.ok) made(partner, params.reelId)
        return
      }
      if (operation === 'lists' || mine.length === 0) return void answered('lists', await api.listMyReels())
      const params = { reelId: pick.one(mine) }
      if (operation === 'change') {
        return void answered(
          operation,
          await api.updateReel({ params, body: { tags: [`t${pick.below(9)}`] } }),
        )
      }
      told.reels.set(params.reelId, 'deletion asked for')
      if (answered(operation, await api.deleteReel({ params })).status === 204) deleted.add(params.reelId)
    }
    const owners = new Map<string, Guest>()
    const deleted = new Set<string>()
    const made = (partner: Guest, reelId: string) => {
      owners.set(reelId, partner)
      told.reels.set(reelId, 'made')
    }

    // Each person does one thing at a time, so that the last answer they got must be true.
    const workers = Array.from({ length: WORKERS }, async (_, worker) => {
      const [myUsers, myPartner] = [users.filter((_, n) => n % WORKERS === worker), partners[worker]]
      while (faults.length < FAULTS) {
        await breakSomething()
        if (pick.next() < 0.25 && myPartner) await asPartner(myPartner)
        else await asUser(pick.one(myUsers))
      }
    })
    await Promise.all(workers)

    network.onMessage = () => undefined
    await own.fail('off')
    await media.mend()
    await own.db.collection('pendingFolders').updateMany({}, { $set: { dueAt: new Date(0) } })
    await deleteDueMedia(new Date(), 10_000)
    await removeOrphanedReactions(Date.now() + MINUTE)
    const healed =
      (await recountReels(Date.now() + MINUTE)).healed + (await recountPartners(Date.now() + MINUTE)).healed
    const wrong: string[] = []
    const reels = await own.db.collection('reels').find().toArray()
    const byId = new Map(reels.map(reel => [String(reel._id), reel]))
    for (const [id, state] of told.reels) {
      if (state === 'made' && byId.get(id)?.['status'] !== 'ready') wrong.push(`reel ${id} is lost`)
      if (deleted.has(id) && byId.has(id)) wrong.push(`reel ${id} is still there`)
    }
    const titles = reels.map(reel => reel['title'])
    if (new Set(titles).size !== titles.length) wrong.push('a reel is there twice')
    for (const kind of ['likes', 'saves']) {
      const documents = await own.db.collection(kind).find().toArray()
      const places = new Set(documents.map(({ user, reel }) => `${kind} ${user} ${reel}`))
      if (places.size !== documents.length) wrong.push(`${kind} are there twice`)
      for (const [place, stands] of told.reactions) {
        const [ownKind, , reel = ''] = place.split(' ')
        if (ownKind !== kind || stands === null || told.reels.get(reel) !== 'made') continue
        if (places.has(place) !== stands) wrong.push(`${place} should be ${stands}`)
      }
      for (const reel of reels) {
        const count = documents.filter(document => String(document['reel']) === String(reel._id)).length
        if (reel[kind] !== count) wrong.push(`reel ${reel._id} counts ${reel[kind]} ${kind} of ${count}`)
      }
      for (const { reel } of documents) if (!byId.has(String(reel))) wrong.push(`${kind} of no reel`)
    }
    const files = new Set((await media.files()).map(({ fileId }) => fileId))
    const named = reels.flatMap(reel => reel['video']?.fileId ?? [])
    for (const fileId of named) if (!files.has(fileId)) wrong.push(`file ${fileId} of a reel is lost`)
    for (const fileId of files) if (!named.includes(fileId)) wrong.push(`file ${fileId} is of no reel`)
    const unnamed = await deleteUnnamedFiles(new Date(Date.now() + 4 * 60 * MINUTE), Date.now() + MINUTE)
    expect(unnamed.deleted).toBe(0)
    for (const { _id, readyReels } of await own.db.collection('partners').find().toArray()) {
      const ready = reels.filter(
        reel => String(reel['partner']) === String(_id) && reel['status'] === 'ready',
      )
      if (readyReels !== ready.length)
        wrong.push(`partner ${_id} counts ${readyReels} reels of ${ready.length}`)
    }
    const sessions = await own.db.collection('sessions').countDocuments()
    if (sessions !== users.length + partners.length) wrong.push(`${sessions} sessions`)
    for (const guest of [...users, ...partners]) {
      if ((await guest.api.refreshSession()).status !== 204) wrong.push(`the session of ${guest.id} is lost`)
      if ((await guest.api.getMe()).status !== 200) wrong.push(`${guest.id} is logged out`)
    }
    expect(wrong, `seed ${trustSeed()}`).toEqual([])
    expect(mongoose.connection.readyState).toBe(1)
    task.meta.seen = `${faults.length} faults met (${tally(faults)}), ${outcomes.length} answers (${tally(outcomes)}); ${told.reels.size} reels made, ${deleted.size} deleted, ${told.reactions.size} reactions, ${healed} counters healed; nothing wrong`
  },
  6 * MINUTE,
)
