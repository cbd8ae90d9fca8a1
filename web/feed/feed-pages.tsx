import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { account } from '../api/account.ts'
import { api, attempt, type Failure } from '../api/api.ts'
import {
  FEED,
  FEEDS,
  FOLLOWING,
  FREE,
  findList,
  LIKED,
  PAID,
  type ReelList,
  SAVED,
  TRENDING,
  tagList,
  trendingTagList,
} from '../lists/reel-list.ts'
import { keepReel, type ReelSignal } from '../lists/reels.ts'
import { useLoadedReels } from '../lists/use-loaded-reels.ts'
import { paths } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { Icon } from '../ui/icons.tsx'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { Feed } from './feed.tsx'

/** All reels, or those that are free or paid. */
export function FeedPage({ query }: PageProps) {
  const price = query.get('price')
  const list = price === 'free' ? FREE : price === 'paid' ? PAID : FEED
  const loaded = useLoadedReels(list)
  return (
    <>
      <Heading list={list} />
      <Feed loaded={loaded} title="" />
    </>
  )
}

/** What is going on, for everybody. */
export function TrendingPage() {
  const loaded = useLoadedReels(TRENDING)
  return (
    <>
      <Heading list={TRENDING} />
      <Feed loaded={loaded} title={TRENDING.title} />
    </>
  )
}

/** The partners whom a viewer follows. Anybody else is told what to do to have this. */
export function FollowingPage() {
  const isViewer = account.value?.role === 'user'
  return (
    <>
      <Heading list={FOLLOWING} />
      {isViewer ? (
        <FollowingFeed />
      ) : (
        <Notice icon="user" title="Follow partners">
          <p>Log in as a viewer to see here what the partners publish whom you follow.</p>
          <a class="button primary" href={paths.login('user', '/following')}>
            Log in
          </a>
        </Notice>
      )}
    </>
  )
}

function FollowingFeed() {
  const loaded = useLoadedReels(FOLLOWING)
  if (loaded.isComplete.value && loaded.reels.value.length === 0) {
    return (
      <Notice icon="user" title="Nothing here yet">
        <p>Follow a partner beside a reel, or on its page. Its newest reels are then shown here.</p>
        <a class="button" href="/">
          Find partners
        </a>
      </Notice>
    )
  }
  return <Feed loaded={loaded} title="" />
}

/** The reels with a tag: the newest first, or those that trend. */
export function TagPage({ params: { tag }, query }: PageProps<'/tags/:tag'>) {
  const list = query.get('sort') === 'trending' ? trendingTagList(tag) : tagList(tag)
  const loaded = useLoadedReels(list)
  return (
    <>
      <Heading list={list} back="/" />
      <Orders tag={tag} current={list} />
      <Feed loaded={loaded} title={list.title} />
    </>
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
      <Heading list={list} />
      {failure.value && <FailureNotice failure={failure.value} onRetry={() => void read()} />}
      {!failure.value && !first.value && <Loading label="Loading the reel" />}
      {first.value && <Feed loaded={loaded} first={first.value} title="" />}
    </>
  )
}

/** Nobody can read what somebody else saved: a link that was passed on continues with the feed. */
function readable(list: ReelList): ReelList {
  const isOfViewer = list === SAVED || list === LIKED || list === FOLLOWING
  return isOfViewer && account.value?.role !== 'user' ? FEED : list
}

interface HeadingProps {
  list: ReelList
  back?: string
}

/** Above the feed its filters; above another list its name and the way back. */
function Heading({ list, back = list.href }: HeadingProps) {
  if (FEEDS.includes(list)) {
    return (
      <>
        <Tabs current={FEED} />
        <Filters current={list} />
      </>
    )
  }
  if (TABS.some(tab => tab.list === list)) return <Tabs current={list} />
  return (
    <div class="feed-heading">
      <a href={back} aria-label="Back">
        <Icon name="back" />
      </a>
      <h1>{list.title}</h1>
    </div>
  )
}

function Orders({ tag, current }: { tag: string; current: ReelList }) {
  const orders = [
    { name: 'Newest', list: tagList(tag) },
    { name: 'Trending', list: trendingTagList(tag) },
  ]
  return (
    <nav class="filters below-heading" aria-label="Order">
      {orders.map(({ name, list: { key, href } }) => (
        <a key={key} href={href} aria-current={key === current.key ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}

/** The feeds that stand beside each other. */
const TABS: readonly { list: ReelList; label: string }[] = [
  { list: FEED, label: 'For all' },
  { list: FOLLOWING, label: 'Following' },
  { list: TRENDING, label: 'Trending' },
]

function Tabs({ current }: { current: ReelList }) {
  return (
    <>
      <h1 class="visually-hidden">{current === FEED ? 'Feed' : current.title}</h1>
      <nav class="feed-tabs" aria-label="Feeds">
        {TABS.map(({ list, label }) => (
          <a key={list.key} href={list.href} aria-current={list === current ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
    </>
  )
}

function Filters({ current }: { current: ReelList }) {
  return (
    <nav class="filters" aria-label="Price">
      {FEEDS.map(({ href, title, key }) => (
        <a key={key} href={href} aria-current={key === current.key ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  )
}
