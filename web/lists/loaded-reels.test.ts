import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as session from '../accounts/session.ts'
import { account } from '../api/account.ts'
import { refuse } from '../api/api.ts'
import * as limits from '../api/limits.ts'
import { sampleLimits } from '../api/sample-limits.ts'
import { dropReel, forgetReels, loadReels } from './loaded-reels.ts'
import type { PageQuery, ReelList, ReelPage } from './reel-list.ts'
import { sampleReel } from './sample-reel.ts'

vi.mock(import('../accounts/session.ts'), { spy: true })
vi.mock(import('../api/limits.ts'), { spy: true })

const ANA = { id: 'ana', role: 'user', name: 'ana' } as const

let lists = 0

beforeEach(() => {
  account.value = null
  vi.mocked(session.confirmSession).mockReset().mockResolvedValue()
  vi.mocked(limits.readLimits).mockReset().mockResolvedValue({ ok: true, data: sampleLimits() })
})
afterEach(() => {
  account.value = null
})

/** A list whose pages are these, the first read first. The same pages can be read again by their cursors. */
function listOf(pages: readonly (readonly string[])[]): ReelList & { reads: PageQuery[] } {
  const reads: PageQuery[] = []
  lists += 1
  return {
    key: `test:${lists}`,
    title: 'Test',
    href: '/',
    reads,
    async read(query) {
      reads.push(query)
      const index = Number(query.cursor ?? 0)
      const items = (pages[index] ?? []).map(id => sampleReel({ id }))
      return { ok: true, data: { items, nextCursor: index + 1 < pages.length ? String(index + 1) : null } }
    },
  }
}

/** Answers with these pages, one after the other. */
function listAnswering(...answers: ReelPage[]): ReelList {
  const list = listOf([])
  return { ...list, read: async () => answers.shift() ?? refuse('There are no more answers.') }
}

function page(ids: readonly string[], nextCursor: string | null = null): ReelPage {
  return { ok: true, data: { items: ids.map(id => sampleReel({ id })), nextCursor } }
}

function idsOf({ reels }: ReturnType<typeof loadReels>): string[] {
  return reels.value.map(reel => reel.value.id)
}

function settled({ state }: ReturnType<typeof loadReels>): Promise<void> {
  return vi.waitFor(() => expect(state.value).not.toBe('loading'))
}

describe('a list of reels', () => {
  it('is read page by page until it is complete', async () => {
    const list = listOf([['a1', 'a2'], ['a3'], []])
    const loaded = loadReels(list)
    expect(loaded.state.value).toBe('loading')
    await settled(loaded)
    expect(idsOf(loaded)).toEqual(['a1', 'a2'])
    expect(loaded.isComplete.value).toBe(false)
    await loaded.more()
    await loaded.more()
    expect(idsOf(loaded)).toEqual(['a1', 'a2', 'a3'])
    expect(loaded.isComplete.value).toBe(true)
    // For the prices, with each page: the currencies may have been out of reach before.
    expect(limits.readLimits).toHaveBeenCalledTimes(3)
    await loaded.more()
    expect(list.reads.map(({ cursor }) => cursor)).toEqual([undefined, '1', '2'])
  })

  it('is not read twice at the same time', async () => {
    const list = listOf([['b1'], ['b2']])
    const loaded = loadReels(list)
    await Promise.all([loaded.more(), loaded.more()])
    await settled(loaded)
    expect(list.reads).toHaveLength(1)
  })

  it('shows a reel once, even if it moves to the next page in between', async () => {
    const loaded = loadReels(
      listOf([
        ['c1', 'c2'],
        ['c2', 'c3'],
      ]),
    )
    await settled(loaded)
    await loaded.more()
    expect(idsOf(loaded)).toEqual(['c1', 'c2', 'c3'])
  })

  it('keeps what it has after a failure, and reads the same page again', async () => {
    const list = listAnswering(page(['d1'], 'next'), refuse('Not now.'), page(['d2']))
    const loaded = loadReels(list)
    await settled(loaded)
    await loaded.more()
    expect(loaded.state.value).toBe('failed')
    expect(loaded.failure.value?.message).toBe('Not now.')
    expect(idsOf(loaded)).toEqual(['d1'])
    await loaded.more()
    expect(loaded.failure.value).toBeNull()
    expect(idsOf(loaded)).toEqual(['d1', 'd2'])
  })

  it('puts new reels first when it is refreshed', async () => {
    const loaded = loadReels(listAnswering(page(['e1', 'e2']), page(['e0', 'e1'])))
    await settled(loaded)
    await loaded.refresh()
    expect(idsOf(loaded)).toEqual(['e0', 'e1', 'e2'])
  })

  it('keeps the ticket that a reel has here, whatever other lists give it', async () => {
    const read = (ticket: string): ReelPage => {
      const reel = sampleReel({ id: 'k1', view: { ticket, heartbeatSeconds: 15 } })
      return { ok: true, data: { items: [reel], nextCursor: null, correctedTo: 'waves' } }
    }
    const [found, feed] = [loadReels(listAnswering(read('search'))), loadReels(listAnswering(read('feed')))]
    await Promise.all([settled(found), settled(feed)])
    expect(found.viewOf('k1')?.ticket).toBe('search')
    expect(feed.viewOf('k1')?.ticket).toBe('feed')
    expect(feed.viewOf('k2')).toBeNull()
    expect(found.correctedTo.value).toBe('waves')
  })

  it('loses a deleted reel', async () => {
    const [one, other] = [loadReels(listOf([['f1', 'f2']])), loadReels(listOf([['f2']]))]
    await Promise.all([settled(one), settled(other)])
    dropReel('f2')
    expect(idsOf(one)).toEqual(['f1'])
    expect(idsOf(other)).toEqual([])
  })
})

describe('the cache of lists', () => {
  it('gives the same list again until it is forgotten', async () => {
    const list = listOf([['g1']])
    const loaded = loadReels(list)
    expect(loadReels(list)).toBe(loaded)
    forgetReels(list)
    expect(loadReels(list)).not.toBe(loaded)
    expect(list.reads).toHaveLength(2)
  })

  it('is empty for somebody else', () => {
    const list = listOf([['h1']])
    const loaded = loadReels(list)
    account.value = ANA
    const ofAna = loadReels(list)
    expect(ofAna).not.toBe(loaded)
    // The same person again changes nothing.
    account.value = { ...ANA, name: 'Ana' }
    expect(loadReels(list)).toBe(ofAna)
  })
})

describe('a list that is read without an access cookie', () => {
  it('is read again after the cookie was renewed', async () => {
    account.value = ANA
    const viewer = { liked: true, saved: false, following: false }
    const asAna = sampleReel({ id: 'i1', viewer })
    const list = listAnswering(page(['i1']), { ok: true, data: { items: [asAna], nextCursor: null } })
    const loaded = loadReels(list)
    await settled(loaded)
    expect(session.confirmSession).toHaveBeenCalledOnce()
    expect(loaded.reels.value[0]?.value.viewer).toEqual(viewer)
  })

  it('is complete for visitors and partners, who have no likes', async () => {
    await settled(loadReels(listOf([['j1']])))
    account.value = { ...ANA, role: 'partner' }
    await settled(loadReels(listOf([['j2']])))
    expect(session.confirmSession).not.toHaveBeenCalled()
  })
})
