import { useEffect } from 'preact/hooks'
import { api, attempt } from '../api/api.ts'
import { paths } from '../routing/paths.ts'
import { countOf } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { useRead } from '../ui/use-read.ts'
import { clearRecentSearches, readRecentSearches, recentSearches } from './recent-searches.ts'

const MOST_TAGS = 20

/** Before something is typed: what was searched for on this device, and tags that trend. */
export function SearchStart() {
  // Another tab may have searched meanwhile.
  useEffect(readRecentSearches, [])
  return (
    <>
      {recentSearches.value.length > 0 && <RecentSearches />}
      <TrendingTags />
    </>
  )
}

function RecentSearches() {
  function clear() {
    clearRecentSearches()
    toast('Recent searches cleared.')
    // The button is gone, and with it the place of the keyboard.
    document.getElementById('main')?.focus()
  }
  return (
    <section class="search-part" aria-labelledby="recent-searches">
      <div class="search-head">
        <h2 id="recent-searches">Recent searches</h2>
        <button type="button" class="button small" onClick={clear}>
          Clear
        </button>
      </div>
      <ul class="recent-searches">
        {recentSearches.value.map(q => (
          <li key={q}>
            <a href={paths.search({ q, tag: null, sort: 'relevant' })}>
              <Icon name="clock" /> <span>{q}</span>
            </a>
          </li>
        ))}
      </ul>
      <p class="hint">They are kept on this device only.</p>
    </section>
  )
}

function TrendingTags() {
  const { data, failure, retry } = useRead(
    () => attempt(api.listTrendingTags({ query: { limit: MOST_TAGS } })),
    [],
  )
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  const tags = data.value?.items
  return (
    <section class="search-part" aria-labelledby="trending-tags" aria-busy={!tags}>
      <h2 id="trending-tags">Trending tags</h2>
      {!tags && <Loading label="Loading tags" />}
      {tags?.length === 0 && (
        <p class="muted">
          No tag is trending right now. <a href="/trending">See the reels that trend</a>
        </p>
      )}
      <ul class="tag-list" aria-labelledby="trending-tags">
        {tags?.map(({ tag, reels }) => (
          <li key={tag}>
            <a href={paths.tag(tag)}>
              <strong>#{tag}</strong> <span class="muted">{countOf(reels, 'reel')}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
