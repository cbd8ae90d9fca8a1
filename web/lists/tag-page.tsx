import { Fragment } from 'preact'
import { paths } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { Notice } from '../ui/states.tsx'
import type { LoadedReels } from './loaded-reels.ts'
import { PageBar } from './page-bar.tsx'
import { ReelGrid } from './reel-grid.tsx'
import { tagList, trendingTagList } from './reel-list.ts'
import { relatedTags } from './related-tags.ts'
import { useLoadedReels } from './use-loaded-reels.ts'

/** The reels with a tag: the newest first, or those that trend. */
export function TagPage({ params: { tag }, query }: PageProps<'/tags/:tag'>) {
  const list = query.get('sort') === 'trending' ? trendingTagList(tag) : tagList(tag)
  const loaded = useLoadedReels(list)
  usePageHead(list.title, `Short videos with the tag ${list.title}.`)
  return (
    <div class="page">
      <PageBar title={list.title}>
        <a
          class="icon-button"
          href={`/search?tag=${encodeURIComponent(tag)}`}
          aria-label={`Search reels with #${tag}`}
        >
          <Icon name="search" />
        </a>
      </PageBar>
      <h1 dir="auto" class="tag-title">
        {list.title}
      </h1>
      <nav class="tabs" aria-label="Order">
        {[
          { name: 'Newest', of: tagList(tag) },
          { name: 'Trending', of: trendingTagList(tag) },
        ].map(({ name, of }) => (
          <a key={of.key} href={of.href} aria-current={of.key === list.key ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <Reels key={list.key} tag={tag} loaded={loaded} />
    </div>
  )
}

function Reels({ tag, loaded }: { tag: string; loaded: LoadedReels }) {
  const isWaiting = loaded.reels.value.length === 0 && !loaded.isComplete.value && !loaded.failure.value
  return (
    // How many rows come first depends on the reels, so nothing that stays stands below them before they are there.
    <Fragment key={String(isWaiting)}>
      <div class="tag-facts">
        <p class="muted">{countText(loaded)}</p>
        <Related tag={tag} loaded={loaded} />
      </div>
      <ReelGrid
        loaded={loaded}
        empty={
          <Notice icon="tag" title={`No reels with #${tag} yet`}>
            <p>Reels appear here as soon as a partner publishes one with this tag.</p>
            <a class="button" href="/search">
              Find other tags
            </a>
          </Notice>
        }
      />
    </Fragment>
  )
}

/** As far as they have been read: `3 reels`, `10 reels and more`. */
function countText({ reels, isComplete }: LoadedReels): string {
  const { length } = reels.value
  if (!isComplete.value) return length === 0 ? '' : `${length} reels and more`
  return length === 1 ? '1 reel' : `${length} reels`
}

function Related({ tag, loaded }: { tag: string; loaded: LoadedReels }) {
  const related = relatedTags(
    loaded.reels.value.map(reel => reel.value.tags),
    tag,
  )
  if (related.length === 0) return null
  return (
    <nav class="related" aria-label="Related tags">
      {related.map(other => (
        <a key={other} class="chip" dir="auto" href={paths.tag(other)}>
          #{other}
        </a>
      ))}
    </nav>
  )
}
