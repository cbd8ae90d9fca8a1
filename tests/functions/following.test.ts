import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReadyReel } from '#domains/reels/publishing.ts'
import { recountFollowers, removeOrphanedFollows } from '#domains/upkeep/follows.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  newGuests,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../setup/faults/container.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

const about = ({ id }: Pick<Guest, 'id'>) => ({ params: { partnerId: id } })
const later = () => Date.now() + 60_000

async function followersOf(partner: Guest): Promise<number> {
  return expectOk(await passerBy().getPartner(about(partner))).partner.followers
}

describe('following a partner', () => {
  it('counts each user once, and not at all once taken back', async () => {
    const [partner, [user, other]] = [await newGuest('partner'), await newGuests('user', 2)]
    if (!user || !other) throw new Error('There is nobody')
    await Promise.all(Array.from({ length: 10 }, () => user.api.followPartner(about(partner))))
    expect(expectOk(await other.api.followPartner(about(partner)))).toEqual({ following: true, followers: 2 })
    await Promise.all(Array.from({ length: 10 }, () => user.api.unfollowPartner(about(partner))))
    expect(expectOk(await user.api.unfollowPartner(about(partner)))).toEqual({
      following: false,
      followers: 1,
    })
  })

  it('is shown to the user in reels and on the page of the partner, and to nobody else', async () => {
    const [partner, [user, other]] = [await newGuest('partner'), await newGuests('user', 2)]
    if (!user || !other) throw new Error('There is nobody')
    const params = { reelId: await newPublicReel(partner.id) }
    expectOk(await user.api.followPartner(about(partner)))
    const seenBy = async ({ api }: Pick<Guest, 'api'>) => [
      expectOk(await api.getReel({ params })).reel.viewer?.following,
      expectOk(await api.getPartner(about(partner))).partner.viewer?.following,
    ]
    expect(await seenBy(user)).toEqual([true, true])
    expect(await seenBy(other)).toEqual([false, false])
    expect(await seenBy(partner)).toEqual([undefined, undefined])
    expect(await seenBy({ api: passerBy() })).toEqual([undefined, undefined])
  })

  it('is refused if the partner does not exist, and to partners', async () => {
    const [partner, user] = [await newGuest('partner'), await newGuest('user')]
    const nobody = { params: { partnerId: '0'.repeat(24) } }
    expect(problemOf(await user.api.followPartner(nobody))).toBe('404 PartnerNotFound')
    expect(problemOf(await user.api.unfollowPartner(nobody))).toBe('404 PartnerNotFound')
    expect(problemOf(await partner.api.followPartner(about(partner)))).toBe('403 WrongRole')
    expect(
      await own.db.collection('follows').countDocuments({ user: new mongoose.Types.ObjectId(user.id) }),
    ).toBe(0)
  })

  it('lists the partners, latest followed first, in pages', async () => {
    const [partners, user] = [await newGuests('partner', 3), await newGuest('user')]
    for (const partner of partners) expectOk(await user.api.followPartner(about(partner)))
    const first = expectOk(await user.api.listFollows({ query: { limit: 2 } }))
    const second = expectOk(
      await user.api.listFollows({ query: { limit: 2, cursor: first.nextCursor ?? '' } }),
    )
    const listed = [...first.items, ...second.items]
    expect(listed.map(({ partner }) => partner.id)).toEqual(partners.map(({ id }) => id).reverse())
    expect(listed[0]?.partner).toMatchObject({ followers: 1, reels: 0 })
    expect(second.nextCursor).toBeNull()
  })
})

describe('the following feed', () => {
  it('has the reels of all followed partners, newest first, and no others', async () => {
    const [[first, second, stranger], user] = [await newGuests('partner', 3), await newGuest('user')]
    if (!first || !second || !stranger) throw new Error('There is nobody')
    expect(expectOk(await user.api.listFollowing())).toEqual({ items: [], nextCursor: null })
    const reels: string[] = []
    for (const partner of [first, second, stranger, second, first])
      reels.push(await newPublicReel(partner.id))
    for (const partner of [first, second]) expectOk(await user.api.followPartner(about(partner)))
    const wanted = [reels[4], reels[3], reels[1], reels[0]]
    const page = expectOk(await user.api.listFollowing({ query: { limit: 3 } }))
    const rest = expectOk(
      await user.api.listFollowing({ query: { limit: 3, cursor: page.nextCursor ?? '' } }),
    )
    expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual(wanted)
    expect(rest.nextCursor).toBeNull()
    expect(page.items[0]?.viewer?.following).toBe(true)
    expectOk(await user.api.unfollowPartner(about(second)))
    expect(expectOk(await user.api.listFollowing()).items.map(({ id }) => id)).toEqual([reels[4], reels[0]])
  })

  it('is filtered by tag and price', async () => {
    const [partner, user] = [await newGuest('partner'), await newGuest('user')]
    expectOk(await user.api.followPartner(about(partner)))
    const ids: string[] = []
    for (const { tags, amount } of [
      { tags: ['sea'], amount: 0 },
      { tags: ['sea'], amount: 499 },
      { tags: [], amount: 0 },
    ]) {
      const id = new mongoose.Types.ObjectId().toHexString()
      const path = `/reels/${partner.id}/${id}/${'0'.repeat(12)}/video.mp4`
      const video = { fileId: id, path, durationSeconds: 4, width: 360, height: 640, sizeBytes: 1_000 }
      await createReadyReel(
        id,
        partner.id,
        { title: 'A reel', tags, price: { amount, currency: 'USD' } },
        video,
      )
      ids.push(id)
    }
    const listed = async (query: { tag?: string; price?: 'free' | 'paid' }) =>
      expectOk(await user.api.listFollowing({ query })).items.map(({ id }) => id)
    expect(await listed({ tag: 'sea' })).toEqual([ids[1], ids[0]])
    expect(await listed({ price: 'free' })).toEqual([ids[2], ids[0]])
    expect(await listed({ tag: 'sea', price: 'paid' })).toEqual([ids[1]])
  })
})

describe('follows', () => {
  it('go with the account of the user, and with that of the partner', async () => {
    const [[first, second], user] = [await newGuests('partner', 2), await newGuest('user')]
    if (!first || !second) throw new Error('There is nobody')
    for (const partner of [first, second]) expectOk(await user.api.followPartner(about(partner)))
    const { deleteAccount } = await import('#domains/deletion/accounts.ts')
    await deleteAccount('partner', second.id, new Date())
    expect(expectOk(await user.api.listFollows()).items.map(({ partner }) => partner.id)).toEqual([first.id])
    await deleteAccount('user', user.id, new Date())
    expect(await followersOf(first)).toBe(0)
    const left = { user: new mongoose.Types.ObjectId(user.id) }
    expect(await own.db.collection('follows').countDocuments(left)).toBe(0)
  })

  it('that a request left behind when it died are removed, and the followers counted again', async () => {
    const [partner, users] = [await newGuest('partner'), await newGuests('user', 3)]
    for (const { api } of users) expectOk(await api.followPartner(about(partner)))
    const partners = own.db.collection('partners')
    const _id = new mongoose.Types.ObjectId(partner.id)
    await partners.updateOne({ _id }, { $set: { followers: 40 } })
    await own.db.collection('follows').insertOne({
      user: new mongoose.Types.ObjectId(),
      partner: _id,
      createdAt: new Date(),
    })
    expect((await removeOrphanedFollows(later())).removed).toBe(1)
    expect((await recountFollowers(later())).healed).toBe(1)
    expect(await followersOf(partner)).toBe(3)
    // A partner from before followers were counted.
    await partners.updateOne({ _id }, { $unset: { followers: '' } })
    expect(await followersOf(partner)).toBe(0)
    await recountFollowers(later())
    expect(await followersOf(partner)).toBe(3)
  })
})
