import { batch, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Reel } from '#client'
import { account } from '../accounts/account.ts'
import { confirmSession } from '../accounts/session.ts'
import { api, attempt, type Failure, type Outcome } from '../api.ts'
import { keepReel, type ReelSignal } from './reels.ts'

export interface ReelList {
  /** What its address and its cache call it: `feed`, `saved`, `tag:sea` … */
  key: string
  reels: ReadonlySignal<readonly ReelSignal[]>
  state: ReadonlySignal<'loading' | 'ready' | 'failed'>
  failure: ReadonlySignal<Failure | null>
  isComplete: ReadonlySignal<boolean>
  /** Reads the next page, or the page that failed again. */
  more(): Promise<void>
  /** Reads the first page again and takes over what changed. */
  refresh(): Promise<void>
  /** Takes a reel out that was deleted. */
  drop(reelId: string): void
}

type Page = Outcome<{ items: Reel[]; nextCursor: string | null }>
type At = { limit: number; cursor?: string }

const PAGE = 10
const lists = new Map<string, ReelList>()

// Whoever logs in or out sees other likes, saves and reels of their own.
let viewerId = account.value?.id
effect(() => {
  if (account.value?.id === viewerId) return
  viewerId = account.value?.id
  lists.clear()
})

/** The list of that name, as far as it has been read; the first page is on its way. */
export function reelList(key: string): ReelList {
  const cached = lists.get(key)
  if (cached) return cached
  const list = createReelList(key, reader(key))
  lists.set(key, list)
  void list.more()
  return list
}

/** The list is read anew the next time it is shown. */
export function forgetList(key: string): void {
  lists.delete(key)
}

/** A deleted reel is gone from every list at once. */
export function dropReel(reelId: string): void {
  for (const list of lists.values()) list.drop(reelId)
}

function reader(key: string): (at: At) => Promise<Page> {
  const [kind, value = ''] = key.split(/:(.*)/s)
  switch (kind) {
    case 'saved':
      return query => attempt(api.listSaves({ query }))
    case 'liked':
      return query => attempt(api.listLikes({ query }))
    case 'mine':
      return query => attempt(api.listMyReels({ query }))
    case 'tag':
      return at => attempt(api.listReels({ query: { tag: value, ...at } }))
    case 'partner':
      return at => attempt(api.listReels({ query: { partner: value, ...at } }))
    default:
      return at => attempt(api.listReels({ query: { ...priceOf(value), ...at } }))
  }
}

function priceOf(value: string): { price?: 'free' | 'paid' } {
  return value === 'free' || value === 'paid' ? { price: value } : {}
}

function createReelList(key: string, read: (at: At) => Promise<Page>): ReelList {
  const reels = signal<readonly ReelSignal[]>([])
  const state = signal<'loading' | 'ready' | 'failed'>('ready')
  const failure = signal<Failure | null>(null)
  const isComplete = signal(false)
  let cursor: string | null = null

  const more = async () => {
    if (state.value === 'loading' || isComplete.value) return
    state.value = 'loading'
    const page = await readAsViewer(read, cursor === null ? { limit: PAGE } : { limit: PAGE, cursor })
    batch(() => {
      state.value = page.ok ? 'ready' : 'failed'
      failure.value = page.ok ? null : page.failure
      if (!page.ok) return
      const seen = new Set(reels.value)
      reels.value = [...reels.value, ...page.data.items.map(keepReel).filter(reel => !seen.has(reel))]
      cursor = page.data.nextCursor
      isComplete.value = cursor === null
    })
  }
  const refresh = async () => {
    const page = await readAsViewer(read, { limit: PAGE })
    if (!page.ok) return
    const fresh = page.data.items.map(keepReel).filter(reel => !reels.value.includes(reel))
    if (fresh.length > 0) reels.value = [...fresh, ...reels.value]
  }
  const drop = (reelId: string) => {
    reels.value = reels.value.filter(reel => reel.value.id !== reelId)
  }
  return { key, reels, state, failure, isComplete, more, refresh, drop }
}

/**
 * Public lists answer without an access cookie too, only without what the viewer liked. Where that happens to
 * somebody who is logged in, the cookie has expired: renew it and ask again.
 */
async function readAsViewer(read: (at: At) => Promise<Page>, at: At): Promise<Page> {
  const page = await read(at)
  const isAnonymous = page.ok && page.data.items.some(reel => reel.viewer === null)
  if (!isAnonymous || account.value?.role !== 'user') return page
  await confirmSession()
  return read(at)
}
