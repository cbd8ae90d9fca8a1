import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { followRenamings } from '#functions/jobs/follow-renamings.ts'
import { recountSearch } from '#functions/jobs/recount-search.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import {
  type Guest,
  newGuest,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../setup/faults/faulty-network.ts'
import { expectOk } from '../setup/people/people.ts'
import { giveRight } from '../setup/selling/rights.ts'
import '../setup/reports/seen.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
let network: FaultyNetwork
let partner: Guest
beforeAll(async () => {
  own = await ownDatabase()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ MONGODB_URI: network.uri })
}, 60_000)
beforeEach(async () => {
  partner = await newGuest('partner')
})
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await own.close()
})

/** A word that no other test has, and that is not one wrong letter away from another. */
function newWord(): string {
  const digits = randomUUID().replaceAll('-', '').slice(0, 14)
  return `w${digits.replace(/\d/g, digit => 'ghijklmnop'[Number(digit)] ?? '')}`
}

async function found(q: string, api = passerBy()): Promise<string[]> {
  const { items } = expectOk(await api.searchReels({ query: { q } }))
  return items.map(({ id }) => id)
}

async function change(reelId: string, fields: Record<string, unknown>): Promise<void> {
  await own.db.collection('reels').updateOne({ _id: new mongoose.mongo.ObjectId(reelId) }, { $set: fields })
}

describe('a reel', () => {
  it.each([
    ['title', (word: string) => ({ title: `A ${word}` })],
    ['description', (word: string) => ({ description: `It has a ${word}.` })],
    ['tags', (word: string) => ({ tags: [word] })],
  ])('[97] is found by its new %s at once, and by the old one no more', async (_, fields) => {
    const [before, after] = [newWord(), newWord()]
    const reelId = await newPublicReel(partner.id, fields(before))
    expect(await found(before)).toEqual([reelId])
    expectOk(await partner.api.updateReel({ params: { reelId }, body: fields(after) }))
    expect(await found(after)).toEqual([reelId])
    expect(await found(before)).toEqual([])
  })

  it('[97] is found by the forms of words in its new language', async () => {
    const reelId = await newPublicReel(partner.id, { title: `Bilar ${newWord()}`, language: 'en' })
    expect(await found('bil bilar')).toEqual([])
    expectOk(await partner.api.updateReel({ params: { reelId }, body: { language: 'sv' } }))
    expect(await found('bilarna')).toEqual([reelId])
  })

  it('[97] is not found once it is deleted, not even by those who bought it', async () => {
    const word = newWord()
    const price = { amount: 499, currency: 'USD' }
    const reelId = await newPublicReel(partner.id, { title: word, price })
    const buyer = await newGuest('user')
    await giveRight(own.db, buyer.id, reelId)
    expect(await found(word, buyer.api)).toEqual([reelId])
    expectOk(await partner.api.deleteReel({ params: { reelId } }))
    expect(await found(word, buyer.api)).toEqual([])
    expect(expectOk(await buyer.api.listLibrary()).items).toHaveLength(1)
    expect(await own.db.collection<{ _id: string }>('terms').findOne({ _id: word })).toBeNull()
  })

  it('[97] that is to be public later is neither found nor suggested, and nothing is corrected to its words', async () => {
    const word = newWord()
    const reelId = await newPublicReel(partner.id, { title: `A ${word}` })
    const later = new Date(Date.now() + 60_000)
    await change(reelId, { publishedAt: later })
    await own.db
      .collection<{ _id: string }>('terms')
      .updateOne({ _id: word }, { $set: { publicFrom: later } })
    const misspelt = word.slice(0, 5) + word.slice(6)
    const ask = async () => ({
      found: await found(word),
      begun: await found(word.slice(0, -1)),
      corrected: expectOk(await passerBy().searchReels({ query: { q: misspelt } })).correctedTo,
      suggested: expectOk(await passerBy().suggestSearches({ query: { q: word.slice(0, -2) } })).items,
    })
    expect(await ask()).toEqual({ found: [], begun: [], corrected: null, suggested: [] })
    await change(reelId, { publishedAt: new Date(Date.now() - 1) })
    await own.db
      .collection<{ _id: string }>('terms')
      .updateOne({ _id: word }, { $set: { publicFrom: new Date(0) } })
    expect(await ask()).toEqual({
      found: [reelId],
      begun: [reelId],
      corrected: word,
      suggested: [{ kind: 'word', text: word }],
    })
  })

  it('[97] that is to be public later keeps nobody from being led to one that is public', async () => {
    const rest = newWord()
    const [typed, hidden, shown] = ['q', 'a', 'z'].map(letter => `w${letter}${rest}`)
    const later = new Date(Date.now() + 60_000)
    await change(await newPublicReel(partner.id, { title: `A ${hidden}` }), { publishedAt: later })
    const terms = own.db.collection<{ _id: string }>('terms')
    await terms.updateOne({ _id: `${hidden}` }, { $set: { publicFrom: later } })
    const reelId = await newPublicReel(partner.id, { title: `A ${shown}` })
    const { items, correctedTo } = expectOk(await passerBy().searchReels({ query: { q: `${typed}` } }))
    expect({ found: items.map(({ id }) => id), correctedTo }).toEqual({ found: [reelId], correctedTo: shown })
  })

  it('[97] that is not public is found by its partner only', async () => {
    const word = newWord()
    const file = { name: 'a.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' }
    const body = { title: `Draft ${word}`, price: { amount: 0, currency: 'USD' }, file }
    const { reel } = expectOk(await partner.api.createUpload({ body }))
    const ownList = async (q: string) =>
      expectOk(await partner.api.listMyReels({ query: { q } })).items.map(({ id }) => id)
    expect(await ownList(word)).toEqual([reel.id])
    expect(await ownList(`drafts ${word.slice(0, 6)}`)).toEqual([reel.id])
    expect(await ownList('another')).toEqual([])
    expect(await found(word, partner.api)).toEqual([])
  })

  it('[97] gets its words from the job, if they were lost', async () => {
    const word = newWord()
    const reelId = await newPublicReel(partner.id, { title: word })
    await change(reelId, { words: ['1:other'] })
    await own.db.collection('terms').deleteMany({})
    expect(await found(word)).toEqual([])
    await runJob(recountSearch)
    expect(await found(word)).toEqual([reelId])
    expect(await found(word.slice(0, -1))).toEqual([reelId])
  })
})

describe('the reels of a renamed brand', () => {
  const rename = (brandName: string) => partner.api.updateMe({ body: { brandName } })

  it('[97] are found by the new brand at once, and by the old one no more', async () => {
    const [before, after] = [newWord(), newWord()]
    expectOk(await rename(`Films of ${before}`))
    const reels = [await newPublicReel(partner.id), await newPublicReel(partner.id)]
    expect((await found(before)).toSorted()).toEqual(reels)
    expectOk(await rename(`Films of ${after}`))
    expect((await found(after)).toSorted()).toEqual(reels)
    expect(await found(before)).toEqual([])
    const named = expectOk(await passerBy().searchPartners({ query: { q: after.slice(0, 8) } })).items
    expect(named.map(({ id }) => id)).toEqual([partner.id])
    expect(expectOk(await passerBy().searchPartners({ query: { q: before } })).items).toEqual([])
  })

  it('[97] are found by the brand that it has, wherever the request dies', async ({ task }) => {
    const reelId = await newPublicReel(partner.id)
    const brands: string[] = []
    let failed = 0
    for (let step = 0; step < 9; step += 1) {
      const brand = newWord()
      brands.push(brand)
      await own.fail({ skip: step }, { failCommands: ['find', 'update', 'findAndModify'], errorCode: 11600 })
      const result = await rename(brand)
      await own.fail('off')
      if (!result.ok) failed += 1
      await runJob(followRenamings)
      const { brandName } = expectOk(
        await passerBy().getPartner({ params: { partnerId: partner.id } }),
      ).partner
      const finding: string[] = []
      for (const each of brands) if ((await found(each)).includes(reelId)) finding.push(each)
      expect(finding, `after step ${step}`).toEqual(brands.filter(each => each === brandName))
    }
    expect(failed).toBeGreaterThan(3)
    task.meta.seen = `${failed} of 9 requests died`
  }, 60_000)

  it('[97] is found by the new brand if it was read before the change and is stored after it', async () => {
    const [before, after] = [newWord(), newWord()]
    expectOk(await rename(`Films of ${before}`))
    let isRenamed: Promise<unknown> | undefined
    network.onMessage = (command, collection) => {
      if (command !== 'insert' || collection !== 'reels') return undefined
      // It has the words of the old brand, and is held back until there is the new one.
      isRenamed = rename(`Films of ${after}`)
      return 1_000
    }
    const reelId = await newPublicReel(partner.id)
    network.onMessage = () => undefined
    await isRenamed
    expect(await found(after)).toEqual([reelId])
    expect(await found(before)).toEqual([])
  })

  it('[97] are found by the brand that it has, if they are published while it changes', async () => {
    const words = Array.from({ length: 4 }, newWord)
    const publish = () => Promise.all(Array.from({ length: 6 }, () => newPublicReel(partner.id)))
    const published = publish()
    const reels: string[] = []
    for (const word of words) {
      expectOk(await rename(word))
      reels.push(...(await publish()))
    }
    reels.push(...(await published))
    // A request leaves what takes it too long to the job.
    await runJob(followRenamings)
    const by = await Promise.all(words.map(async word => (await found(word)).length))
    expect(by).toEqual([0, 0, 0, 20])
    expect(reels).toHaveLength(30)
  }, 60_000)
})
