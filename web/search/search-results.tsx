import { useMemo } from 'preact/hooks'
import type { LoadedReels } from '../lists/loaded-reels.ts'
import { ReelGrid, SkeletonTiles } from '../lists/reel-grid.tsx'
import { searchList } from '../lists/reel-list.ts'
import { useLoadedReels } from '../lists/use-loaded-reels.ts'
import { paths, type Search } from '../routing/paths.ts'
import { Loading, Notice } from '../ui/states.tsx'
import { FoundPartners, useFoundPartners } from './found-partners.tsx'
import { markWords } from './marking.ts'

/** What was found: partners first, then reels. */
export function SearchResults({ search }: { search: Search }) {
  const { q } = search
  const loaded = useLoadedReels(searchList(search))
  const partners = useFoundPartners(q)
  const correctedTo = loaded.correctedTo.value
  const failure = loaded.failure.value
  const areReelsMissing = loaded.isComplete.value && loaded.reels.value.length === 0
  const isNothing = areReelsMissing && partners.items.value.length === 0
  // Partners have no tags, and two notices of the same failure would only be longer.
  const arePartnersShown = search.tag === null && failure === null
  // Partners stand above reels, so both appear at the same time. Anyone who comes back sees the reels at once.
  const hasReels = useMemo(() => loaded.reels.peek().length > 0, [loaded])
  const isFirstPage = loaded.state.value === 'loading' && loaded.reels.value.length === 0
  const arePartnersAwaited = partners.isLoading.value && partners.items.value.length === 0
  // Not every text is one that can be searched for.
  if (failure?.code === 'ValidationFailed') return <Nothing search={search} />
  if (!hasReels && (isFirstPage || (arePartnersShown && arePartnersAwaited))) return <Searching />
  return (
    <>
      <p class="search-said" role="status">
        {correctedTo !== null && correctionText(q, correctedTo)}
        {correctedTo === null && <span class="visually-hidden">{foundText(q, loaded)}</span>}
      </p>
      {arePartnersShown && <FoundPartners partners={partners} />}
      <section class="search-part" aria-labelledby="found-reels">
        <div class="search-head">
          <h2 id="found-reels">Reels</h2>
          {!isNothing && <Orders search={search} />}
        </div>
        <ReelGrid
          loaded={loaded}
          titleOf={title => <Marked text={title} queries={correctedTo === null ? [q] : [q, correctedTo]} />}
          empty={<Nothing search={search} />}
        />
      </section>
    </>
  )
}

function Searching() {
  return (
    <>
      <p class="search-said" role="status" />
      <ul class="grid" aria-busy="true">
        <SkeletonTiles />
      </ul>
      <Loading label="Searching" />
    </>
  )
}

function correctionText(q: string, correctedTo: string): string {
  const isWhole = !/\s/.test(q)
  return `Nothing was found for “${q}”. These are the results ${isWhole ? 'for' : 'with'} “${correctedTo}”.`
}

/** For screen readers, once the first page is there. */
function foundText(q: string, { reels, isComplete, state }: LoadedReels): string {
  const { length } = reels.value
  if (length === 0)
    return isComplete.value && state.value === 'ready' ? `No reels were found for “${q}”.` : ''
  return `Reels were found for “${q}”.`
}

function Orders({ search }: { search: Search }) {
  const orders = [
    { name: 'Relevant', sort: 'relevant' },
    { name: 'Newest', sort: 'newest' },
  ] as const
  return (
    <nav class="segments search-order" aria-label="Order">
      {orders.map(({ name, sort }) => (
        <a
          key={sort}
          href={paths.search({ ...search, sort })}
          aria-current={sort === search.sort ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}

function Marked({ text, queries }: { text: string; queries: readonly string[] }) {
  return markWords(text, queries).map((part, index) =>
    part.isMarked ? <mark key={index}>{part.text}</mark> : part.text,
  )
}

function Nothing({ search }: { search: Search }) {
  const { q, tag } = search
  return (
    <Notice icon="search" title={`No reels were found for “${q}”`}>
      <p>Try fewer words, or other ones.</p>
      {tag === null ? (
        <a class="button" href="/trending">
          See what is trending
        </a>
      ) : (
        <a class="button" href={paths.search({ ...search, tag: null })}>
          Search all reels
        </a>
      )}
    </Notice>
  )
}
