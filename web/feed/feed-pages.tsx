import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { account } from '../api/account.ts'
import { api, attempt, type Failure } from '../api/api.ts'
import {
  FEED,
  FEEDS,
  FREE,
  findList,
  LIKED,
  PAID,
  type ReelList,
  SAVED,
  tagList,
} from '../lists/reel-list.ts'
import { keepReel, type ReelSignal } from '../lists/reels.ts'
import { useLoadedReels } from '../lists/use-loaded-reels.ts'
import type { PageProps } from '../routing/route.ts'
import { Icon } from '../ui/icons.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
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

export function TagPage({ params: { tag } }: PageProps<'/tags/:tag'>) {
  const list = tagList(tag)
  const loaded = useLoadedReels(list)
  return (
    <>
      <Heading list={list} back="/" />
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
  const isOfViewer = list === SAVED || list === LIKED
  return isOfViewer && account.value?.role !== 'user' ? FEED : list
}

interface HeadingProps {
  list: ReelList
  back?: string
}

/** Above the feed its filters; above another list its name and the way back. */
function Heading({ list, back = list.href }: HeadingProps) {
  if (FEEDS.includes(list)) return <Filters current={list} />
  return (
    <div class="feed-heading">
      <a href={back} aria-label="Back">
        <Icon name="back" />
      </a>
      <h1>{list.title}</h1>
    </div>
  )
}

function Filters({ current }: { current: ReelList }) {
  return (
    <>
      <h1 class="visually-hidden">Feed</h1>
      <nav class="filters" aria-label="Price">
        {FEEDS.map(({ href, title, key }) => (
          <a key={key} href={href} aria-current={key === current.key ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
    </>
  )
}
