import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { type Guest, newGuest, newPublicReel, openContainer, ownDatabase } from '../setup/faults/container.ts'
import { newAddress } from '../setup/people/addresses.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import { countNow, newPlay, share, tell, ticketOf } from '../setup/views/watching.ts'

vi.setConfig({ testTimeout: 60_000 })

let own: Awaited<ReturnType<typeof ownDatabase>>
let partner: Guest
let user: Guest
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
  partner = await newGuest('partner')
  user = await newGuest('user')
}, 60_000)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

/** Yesterday, today and tomorrow, so that no test depends on the time of day. */
function around(): { from: string; to: string } {
  const day = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10)
  return { from: day(-1), to: day(1) }
}

async function totalsOf(reelId: string) {
  await countNow()
  return expectOk(await partner.api.getReelStatistics({ params: { reelId }, query: around() })).totals
}

describe('the statistics of a reel', () => {
  it('have its likes and saves, less those that were taken back', async () => {
    const reelId = await newPublicReel(partner.id)
    const params = { reelId }
    const other = await newGuest('user')
    for (const { api } of [user, other]) {
      expectOk(await api.likeReel({ params }))
      expectOk(await api.likeReel({ params }))
      expectOk(await api.saveReel({ params }))
    }
    expect(await totalsOf(reelId)).toMatchObject({ likes: 2, saves: 2 })
    expectOk(await other.api.unlikeReel({ params }))
    expectOk(await other.api.unlikeReel({ params }))
    expect(await totalsOf(reelId)).toMatchObject({ likes: 1, saves: 2 })
  })

  it('have nothing of a like that is taken back before it is counted', async () => {
    const params = { reelId: await newPublicReel(partner.id) }
    expectOk(await user.api.likeReel({ params }))
    expectOk(await user.api.saveReel({ params }))
    expectOk(await user.api.unlikeReel({ params }))
    expect(await totalsOf(params.reelId)).toMatchObject({ likes: 0, saves: 1 })
  })

  it('have one share for a viewer and day, whoever that is', async () => {
    const reelId = await newPublicReel(partner.id)
    const sender = { sourceIp: newAddress() }
    for (const account of [null, null, user.id, user.id]) {
      expect(await share(reelId, ticketOf(reelId, { account }), sender)).toBe(204)
    }
    const other = await newPublicReel(partner.id)
    // Another reel, its own partner, a crawler, and nothing that we have signed.
    expect(await share(reelId, ticketOf(other), sender)).toBe(204)
    expect(await share(reelId, ticketOf(reelId, { account: partner.id }))).toBe(204)
    expect(await share(reelId, ticketOf(reelId), { userAgent: 'Twitterbot/1.0' })).toBe(204)
    expect(await share(reelId, 'x')).toBe(204)
    expect(await totalsOf(reelId)).toMatchObject({ shares: 2 })
    expect(expectOk(await user.api.getReel({ params: { reelId } })).reel.counts.shares).toBe(2)
    expect(await share('0'.repeat(24), 'x')).toBe(404)
  })

  it('are asked for in periods that are not too long', async () => {
    const params = { reelId: await newPublicReel(partner.id) }
    const ask = async (from: string, to: string, interval: 'day' | 'hour' = 'day') =>
      problemOf(await partner.api.getReelStatistics({ params, query: { from, to, interval } }))
    expect(await ask('2026-01-01', '2027-01-01')).toBe('200, no problem')
    expect(await ask('2026-01-01', '2027-01-02')).toBe('422 ValidationFailed')
    expect(await ask('2026-01-02', '2026-01-01')).toBe('422 ValidationFailed')
    expect(await ask('2026-01-01', '2026-01-31', 'hour')).toBe('200, no problem')
    expect(await ask('2026-01-01', '2026-02-01', 'hour')).toBe('422 ValidationFailed')
  })
})

describe('the ranking of reels', () => {
  it('has those with most first, page by page, without those that were deleted', async () => {
    const owner = await newGuest('partner')
    const reels: string[] = []
    for (let views = 1; views <= 4; views += 1) {
      const reel = await newPublicReel(owner.id)
      reels.unshift(reel)
      for (let n = 0; n < views; n += 1) {
        await tell([{ ticket: ticketOf(reel), play: newPlay(), watched: [[0, 4]] }])
      }
    }
    await countNow()
    const [, second = ''] = reels
    expectOk(await owner.api.deleteReel({ params: { reelId: second } }))
    const listed: string[] = []
    let cursor: string | undefined
    let first = ''
    do {
      const query = { ...around(), limit: 2, ...(cursor !== undefined && { cursor }) }
      const page = expectOk(await owner.api.listReelStatistics({ query }))
      listed.push(...page.items.map(({ reel }) => reel.id))
      cursor = page.nextCursor ?? undefined
      first ||= cursor ?? ''
    } while (cursor !== undefined)
    expect(listed).toEqual(reels.filter(reel => reel !== second))
    // What a deleted reel has brought is still part of the sum.
    const { totals } = expectOk(await owner.api.getStatistics({ query: around() }))
    expect(totals.views).toBe(10)
    const cursorOfOther = { ...around(), sort: 'likes' as const, cursor: first }
    expect(problemOf(await owner.api.listReelStatistics({ query: cursorOfOther }))).toBe('400 InvalidCursor')
  })
})
