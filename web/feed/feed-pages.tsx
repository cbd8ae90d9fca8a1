import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { account } from '../api/account.ts'
import { api, attempt, type Failure } from '../api/api.ts'
import {
  FEED,
  type FeedList,
  feedList,
  findList,
  isFeedList,
  LIKED,
  type Price,
  priceOf,
  type ReelList,
  SAVED,
} from '../lists/reel-list.ts'
import { keepReel, type ReelSignal } from '../lists/reels.ts'
import { useLoadedReels } from '../lists/use-loaded-reels.ts'
import { paths } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { Feed } from './feed.tsx'
import { FeedHead } from './feed-head.tsx'

/** All reels, the newest first. */
export function FeedPage({ query }: PageProps) {
  return <FeedOf list={feedList('feed', priceIn(query))} title="" />
}

/** What is going on, for everybody. */
export function TrendingPage({ query }: PageProps<'/trending'>) {
  return <FeedOf list={feedList('trending', priceIn(query))} title="Trending" />
}

/** The partners whom a viewer follows. Anybody else is told what to do to have this. */
export function FollowingPage({ query }: PageProps<'/following'>) {
  const list = feedList('following', priceIn(query))
  if (account.value?.role === 'user') {
    return <FeedOf list={list} title="Following" empty={<NothingFollowed list={list} />} />
  }
  return (
    <>
      <FeedHead list={list} />
      <Notice icon="user" title="Follow partners">
        <p>Log in as a viewer to see here what the partners publish whom you follow.</p>
        <a class="button primary" href={paths.login('user', list.href)}>
          Log in
        </a>
      </Notice>
    </>
  )
}

function priceIn(query: URLSearchParams): Price | null {
  return priceOf(query.get('price'))
}

interface FeedOfProps {
  list: FeedList
  title: string
  empty?: ComponentChildren
}

function FeedOf({ list, title, empty }: FeedOfProps) {
  const loaded = useLoadedReels(list)
  const isEmpty = loaded.isComplete.value && loaded.reels.value.length === 0
  return (
    <>
      <FeedHead list={list} />
      {isEmpty && empty ? empty : <Feed loaded={loaded} title={title} />}
    </>
  )
}

function NothingFollowed({ list }: { list: FeedList }) {
  if (list.price !== null) {
    return (
      <Notice icon="film" title="Nothing here yet">
        <p>
          The partners whom you follow have no {list.price === 'free' ? 'free reels' : 'reels with a price'}.
        </p>
        <a class="button" href={feedList('following', null).href}>
          Show all of their reels
        </a>
      </Notice>
    )
  }
  return (
    <Notice icon="user" title="Nothing here yet">
      <p>Follow a partner beside a reel, or on its page. Its newest reels are then shown here.</p>
      <a class="button" href="/search">
        Find partners
      </a>
    </Notice>
  )
}

/** One reel, and after it the list that it was opened from. */
export function ReelPage({ params: { reelId }, query }: PageProps<'/reels/:reelId'>) {
  const list = readable(findList(query.get('from') ?? FEED.key))
  const loaded = useLoadedReels(list)
  const first = useSignal<ReelSignal | null>(null)
  const failure = useSignal<Failure | null>(null)
  async function read() {
    failure.value = null
    const listed = loaded.reels.peek().find(reel => reel.value.id === reelId)
    if (listed) {
      first.value = listed
      return
    }
    const outcome = await attempt(api.getReel({ params: { reelId } }))
    if (outcome.ok) first.value = keepReel(outcome.data.reel)
    else failure.value = outcome.failure
  }
  useEffect(() => void read(), [loaded, reelId])
  return (
    <>
      <FeedHead list={list} />
      {failure.value && <FailureNotice failure={failure.value} onRetry={() => void read()} />}
      {!failure.value && !first.value && <Loading label="Loading the reel" />}
      {first.value && <Feed loaded={loaded} first={first.value} title="" />}
    </>
  )
}

/** Nobody can read what somebody else saved: a link that was passed on continues with the feed. */
function readable(list: ReelList): ReelList {
  const isOfViewer = list === SAVED || list === LIKED || (isFeedList(list) && list.feed === 'following')
  return isOfViewer && account.value?.role !== 'user' ? FEED : list
}
