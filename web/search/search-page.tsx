import { searchList } from '../lists/reel-list.ts'
import { paths, searchIn } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { SearchBox } from './search-box.tsx'
import { SearchResults } from './search-results.tsx'
import { SearchStart } from './search-start.tsx'

/** Finds reels and partners. Before something is searched for, it shows what there is to look for. */
export function SearchPage({ query }: PageProps<'/search'>) {
  const search = searchIn(query)
  const { q, tag } = search
  usePageHead(
    q === '' ? 'Search' : `${q} · Search`,
    'Find short videos and partners by their words and tags.',
  )
  return (
    <div class="page">
      <h1>Search</h1>
      <SearchBox search={search} />
      {tag !== null && (
        <p class="search-scope">
          Only reels with <a href={paths.tag(tag)}>#{tag}</a>
          <a
            class="icon-button"
            href={q === '' ? '/search' : paths.search({ ...search, tag: null })}
            aria-label={`Search all reels, not only those with #${tag}`}
          >
            <Icon name="close" />
          </a>
        </p>
      )}
      {q === '' ? <SearchStart /> : <SearchResults key={searchList(search).key} search={search} />}
    </div>
  )
}
