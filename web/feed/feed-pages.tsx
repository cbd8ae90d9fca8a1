import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { account } from '../accounts/account.ts'
import { api, attempt, type Failure } from '../api.ts'
import { keepReel, type ReelSignal } from '../lists/reels.ts'
import { useReelList } from '../lists/use-reel-list.ts'
import { paths } from '../router.ts'
import { Icon } from '../ui/icons.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { Feed } from './feed.tsx'

/** Everything, or what has its kind of price. */
export function FeedPage({ price }: { price: 'free' | 'paid' | undefined }) {
  const list = useReelList(price ? `feed:${price}` : 'feed')
  return (
    <>
      <Heading listKey={list.key} />
      <Feed list={list} title="" />
    </>
  )
}

export function TagPage({ tag }: { tag: string }) {
  const list = useReelList(`tag:${tag}`)
  return (
    <>
      <Heading listKey={list.key} back="/" />
      <Feed list={list} title={nameOf(list.key)} />
    </>
  )
}

/** One reel, and after it the list that it was picked from. */
export function ReelPage({ reelId, from }: { reelId: string; from: string }) {
  const list = useReelList(readable(from))
  const first = useSignal<ReelSignal | null>(null)
  const failure = useSignal<Failure | null>(null)
  const read = async () => {
    failure.value = null
    const listed = list.reels.peek().find(reel => reel.value.id === reelId)
    if (listed) {
      first.value = listed
      return
    }
    const outcome = await attempt(api.getReel({ params: { reelId } }))
    if (outcome.ok) first.value = keepReel(outcome.data.reel)
    else failure.value = outcome.failure
  }
  useEffect(() => void read(), [list, reelId])
  return (
    <>
      <Heading listKey={list.key} />
      {failure.value && <FailureNotice failure={failure.value} onRetry={() => void read()} />}
      {!failure.value && !first.value && <Loading label="Loading the reel" />}
      {first.value && <Feed list={list} first={first.value} title="" />}
    </>
  )
}

/** What somebody else saved is not to be read: a link that they passed on goes on with the feed. */
function readable(key: string): string {
  const isOwn = key === 'saved' || key === 'liked'
  if (isOwn) return account.value?.role === 'user' ? key : 'feed'
  return /^(feed:(free|paid)|(tag|partner):.+)$/.test(key) ? key : 'feed'
}

/** Over the feed its filters; over another list its name and the way back. */
function Heading({ listKey, back = hrefOf(listKey) }: { listKey: string; back?: string }) {
  if (listKey.startsWith('feed')) return <Filters listKey={listKey} />
  return (
    <div class="feed-heading">
      <a href={back} aria-label="Back">
        <Icon name="back" />
      </a>
      <h1>{nameOf(listKey)}</h1>
    </div>
  )
}

const PRICES = [
  { href: '/', label: 'All', listKey: 'feed' },
  { href: '/?price=free', label: 'Free', listKey: 'feed:free' },
  { href: '/?price=paid', label: 'Paid', listKey: 'feed:paid' },
]

function Filters({ listKey }: { listKey: string }) {
  return (
    <>
      <h1 class="visually-hidden">Feed</h1>
      <nav class="filters" aria-label="Price">
        {PRICES.map(filter => (
          <a
            key={filter.href}
            href={filter.href}
            aria-current={filter.listKey === listKey ? 'page' : undefined}
          >
            {filter.label}
          </a>
        ))}
      </nav>
    </>
  )
}

function hrefOf(key: string): string {
  const [kind, value = ''] = key.split(/:(.*)/s)
  if (kind === 'partner') return paths.partner(value)
  return kind === 'tag' ? paths.tag(value) : `/${kind}`
}

function nameOf(key: string): string {
  const [kind, value = ''] = key.split(/:(.*)/s)
  if (kind === 'tag') return `#${value}`
  return kind === 'saved' ? 'Saved' : kind === 'liked' ? 'Liked' : 'Reels'
}
