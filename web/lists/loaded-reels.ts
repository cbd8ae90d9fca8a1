import { batch, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Reel } from '#client'
import { confirmSession } from '../accounts/session.ts'
import { account } from '../api/account.ts'
import type { Failure } from '../api/api.ts'
import { PAGE_SIZE } from '../api/early.ts'
import { readLimits } from '../api/limits.ts'
import type { PageQuery, ReelList, ReelPage } from './reel-list.ts'
import { keepReel, type ReelSignal } from './reels.ts'

/** A list of reels as far as it has been read. */
export interface LoadedReels {
  list: ReelList
  reels: ReadonlySignal<readonly ReelSignal[]>
  state: ReadonlySignal<'loading' | 'ready' | 'failed'>
  failure: ReadonlySignal<Failure | null>
  isComplete: ReadonlySignal<boolean>
  /** What a search has looked for instead of words that no reel has. */
  correctedTo: ReadonlySignal<string | null>
  /** What to tell the API with, when a reel is watched in this list. In another list it counts for another place. */
  viewOf(reelId: string): Reel['view']
  /** Reads the next page, or again the page that failed. */
  more(): Promise<void>
  /** Reads the first page again, and puts new reels first. Gives why it could not. */
  refresh(): Promise<Failure | null>
  /** Takes out a reel that was deleted. */
  drop(reelId: string): void
}

const cache = new Map<string, LoadedReels>()

// Somebody who logs in or out has other likes, saves and reels.
let viewerId = account.value?.id
effect(() => {
  if (account.value?.id === viewerId) return
  viewerId = account.value?.id
  cache.clear()
})

/** The reels of a list from the cache. If it is not there, the first page is being read. */
export function loadReels(list: ReelList): LoadedReels {
  const cached = cache.get(list.key)
  if (cached) return cached
  const loaded = load(list)
  cache.set(list.key, loaded)
  void loaded.more()
  return loaded
}

/** The list is read again the next time it is shown. */
export function forgetReels(list: ReelList): void {
  cache.delete(list.key)
}

/** A reel has come into a list that may be on the screen, or has left it. */
export function changeReels(list: ReelList, reelId: string, isIn: boolean): void {
  const loaded = cache.get(list.key)
  if (!loaded) return
  if (isIn) void loaded.refresh()
  else loaded.drop(reelId)
}

/** Takes a deleted reel out of every list. */
export function dropReel(reelId: string): void {
  for (const loaded of cache.values()) loaded.drop(reelId)
}

function load(list: ReelList): LoadedReels {
  const limit = list.pageSize ?? PAGE_SIZE
  const reels = signal<readonly ReelSignal[]>([])
  const state = signal<'loading' | 'ready' | 'failed'>('ready')
  const failure = signal<Failure | null>(null)
  const isComplete = signal(false)
  const correctedTo = signal<string | null>(null)
  const views = new Map<string, Reel['view']>()
  let cursor: string | null = null

  async function more() {
    if (state.value === 'loading' || isComplete.value) return
    state.value = 'loading'
    // Prices need the currencies. This also reads them again if that failed for an earlier page.
    void readLimits()
    const page = await readAsViewer(list, cursor === null ? { limit } : { limit, cursor })
    batch(() => {
      state.value = page.ok ? 'ready' : 'failed'
      failure.value = page.ok ? null : page.failure
      if (!page.ok) return
      reels.value = [...reels.value, ...unlisted(page.data.items)]
      cursor = page.data.nextCursor
      isComplete.value = cursor === null
      correctedTo.value = page.data.correctedTo ?? null
    })
  }

  async function refresh() {
    const page = await readAsViewer(list, { limit })
    if (!page.ok) return page.failure
    const fresh = unlisted(page.data.items)
    if (fresh.length > 0) reels.value = [...fresh, ...reels.value]
    return null
  }

  function drop(reelId: string) {
    reels.value = reels.value.filter(reel => reel.value.id !== reelId)
  }

  /** Takes over what is new about these reels, and returns those that are not in the list yet. */
  function unlisted(items: readonly Reel[]): ReelSignal[] {
    const seen = new Set(reels.value)
    for (const { id, view } of items) views.set(id, view)
    return items.map(keepReel).filter(reel => !seen.has(reel))
  }

  const viewOf = (reelId: string) => views.get(reelId) ?? null
  return { list, reels, state, failure, isComplete, correctedTo, viewOf, more, refresh, drop }
}

/**
 * Public lists can also be read without an access cookie, but then they do not say what the viewer liked. If
 * somebody who is logged in gets such an answer, the cookie has expired: this renews it and asks again.
 */
async function readAsViewer(list: ReelList, query: PageQuery): Promise<ReelPage> {
  const page = await list.read(query)
  const isAnonymous = page.ok && page.data.items.some(reel => reel.viewer === null)
  if (!isAnonymous || account.value?.role !== 'user') return page
  await confirmSession()
  return list.read(query)
}
