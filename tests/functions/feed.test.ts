import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Reel } from '#client'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser, problemOf, stranger } from '../setup/people/people.ts'
import { FREE, publishReel } from '../setup/videos/videos.ts'

const PAID = { amount: 499, currency: 'EUR' }
const { api } = stranger()

/** A tag that no other test uses, because all tests share the feed. */
function newTag(): string {
  return `t_${randomUUID().replaceAll('-', '').slice(0, 20)}`
}

async function readAll(query: { tag?: string; partner?: string; price?: 'free' | 'paid' }, limit: number) {
  const pages: Reel[][] = []
  let cursor: string | undefined
  do {
    const page = expectOk(await api.listReels({ query: { ...query, limit, ...(cursor && { cursor }) } }))
    pages.push(page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return pages
}

describe('the feed', () => {
  it('has the newest first, in pages that neither skip nor repeat, while others write', async () => {
    const partner = await newPartner()
    const tag = newTag()
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) ids.unshift((await publishReel(partner, { tags: [tag] })).id)
    const first = expectOk(await api.listReels({ query: { tag, limit: 2 } }))
    await publishReel(partner, { tags: [tag] })
    const second = expectOk(await api.listReels({ query: { tag, limit: 2, cursor: first.nextCursor ?? '' } }))
    const third = expectOk(await api.listReels({ query: { tag, limit: 2, cursor: second.nextCursor ?? '' } }))
    const seen = [first, second, third].flatMap(page => page.items.map(reel => reel.id))
    expect(seen).toEqual(ids)
    expect(third.nextCursor).toBeNull()
  })

  it('is filtered by partner, tag and price, and by all together', async () => {
    const [one, two] = [await newPartner(), await newPartner()]
    const tag = newTag()
    const free = await publishReel(one, { tags: [tag, 'Ocean'], price: FREE })
    const paid = await publishReel(one, { tags: [tag], price: PAID })
    const other = await publishReel(two, { tags: [tag], price: PAID })
    const idsOf = async (query: Parameters<typeof readAll>[0]) =>
      (await readAll(query, 50)).flat().map(reel => reel.id)
    expect(await idsOf({ tag })).toEqual([other.id, paid.id, free.id])
    expect(await idsOf({ tag: tag.toUpperCase() })).toHaveLength(3)
    expect(await idsOf({ partner: one.id })).toEqual([paid.id, free.id])
    expect(await idsOf({ tag, price: 'paid' })).toEqual([other.id, paid.id])
    expect(await idsOf({ tag, price: 'free' })).toEqual([free.id])
    expect(await idsOf({ tag: 'ocean', partner: one.id, price: 'free' })).toEqual([free.id])
    expect(await idsOf({ tag: 'ocean', partner: two.id })).toEqual([])
  })

  it('follows an edit of tags and price', async () => {
    const partner = await newPartner()
    const [before, after] = [newTag(), newTag()]
    const { id } = await publishReel(partner, { tags: [before], price: FREE })
    const body = { tags: [after, after.toUpperCase()], price: PAID, title: 'Edited' }
    const { reel } = expectOk(await partner.api.updateReel({ params: { reelId: id }, body }))
    expect(reel).toMatchObject({ title: 'Edited', tags: [after], price: PAID })
    expect((await readAll({ tag: before }, 5)).flat()).toEqual([])
    expect((await readAll({ tag: after, price: 'paid' }, 5)).flat().map(r => r.id)).toEqual([id])
  })

  it('shows users, and only users, what they like and save', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const tag = newTag()
    const [liked, saved] = [
      await publishReel(partner, { tags: [tag] }),
      await publishReel(partner, { tags: [tag] }),
    ]
    expectOk(await user.api.likeReel({ params: { reelId: liked.id } }))
    expectOk(await user.api.saveReel({ params: { reelId: saved.id } }))
    const viewersOf = async (who: typeof api) =>
      expectOk(await who.listReels({ query: { tag } })).items.map(reel => reel.viewer)
    expect(await viewersOf(user.api)).toEqual([
      { liked: false, saved: true, following: false },
      { liked: true, saved: false, following: false },
    ])
    expect(await viewersOf(partner.api)).toEqual([null, null])
    expect(await viewersOf(stranger().api)).toEqual([null, null])
  })

  it('refuses a cursor that was cut, changed, or made for another list', async () => {
    const partner = await newPartner()
    const tag = newTag()
    for (let n = 0; n < 2; n += 1) await publishReel(partner, { tags: [tag] })
    const cursor = expectOk(await api.listReels({ query: { tag, limit: 1 } })).nextCursor ?? ''
    const changed = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1)
    for (const query of [
      { tag, cursor: cursor.slice(0, -2) },
      { tag, cursor: changed },
      { tag, cursor: 'x' },
      { cursor },
      { tag, price: 'free' as const, cursor },
    ]) {
      expect(problemOf(await api.listReels({ query }))).toBe('400 InvalidCursor')
    }
    expect(problemOf(await partner.api.listMyReels({ query: { cursor } }))).toBe('400 InvalidCursor')
  })
})

describe("a partner's page", () => {
  it('counts the public reels', async () => {
    const brandName = newBrand('Counted')
    const partner = await newPartner(brandName)
    const reel = await publishReel(partner)
    await publishReel(partner)
    const page = async () => expectOk(await api.getPartner({ params: { partnerId: partner.id } })).partner
    expect(await page()).toMatchObject({ brandName, reels: 2, website: null, bio: null })
    await partner.api.deleteReel({ params: { reelId: reel.id } })
    expect((await page()).reels).toBe(1)
    expect(Object.keys(await page()).sort()).toEqual([
      'bio',
      'brandName',
      'createdAt',
      'followers',
      'id',
      'reels',
      'viewer',
      'website',
    ])
  })

  it('is not found for an unknown id, or for a path segment that is not an id', async () => {
    for (const partnerId of ['0'.repeat(24), 'nobody']) {
      expect(problemOf(await api.getPartner({ params: { partnerId } }))).toBe('404 PartnerNotFound')
    }
  })
})
