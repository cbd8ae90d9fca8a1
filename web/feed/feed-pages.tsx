import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, attempt, type Failure } from '../api.ts'
import { keepReel, type ReelSignal } from '../lists/reels.ts'
import { useReelList } from '../lists/use-reel-list.ts'
import { paths } from '../router.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { Feed } from './feed.tsx'

const PRICES = [
  { href: '/', label: 'All', price: undefined },
  { href: '/?price=free', label: 'Free', price: 'free' },
  { href: '/?price=paid', label: 'Paid', price: 'paid' },
] as const

export function FeedPage({ price }: { price: 'free' | 'paid' | undefined }) {
  usePageTitle('')
  return (
    <>
      <h1 class="visually-hidden">Feed</h1>
      <nav class="filters" aria-label="Price">
        {PRICES.map(filter => (
          <a key={filter.href} href={filter.href} aria-current={filter.price === price ? 'page' : undefined}>
            {filter.label}
          </a>
        ))}
      </nav>
      <Feed list={useReelList(price ? `feed:${price}` : 'feed')} label="Reels" />
    </>
  )
}

export function TagPage({ tag }: { tag: string }) {
  usePageTitle(`#${tag}`)
  return (
    <>
      <Heading href="/" text={`#${tag}`} />
      <Feed list={useReelList(`tag:${tag}`)} label={`Reels tagged ${tag}`} />
    </>
  )
}

/** One reel, and after it the list that it was picked from. */
export function ReelPage({ reelId, from }: { reelId: string; from: string }) {
  const list = useReelList(from)
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
  usePageTitle(first.value?.value.title ?? '')
  return (
    <>
      <Heading href={hrefOf(list.key)} text={nameOf(list.key)} />
      {failure.value && <FailureNotice failure={failure.value} onRetry={() => void read()} />}
      {!failure.value && !first.value && <Loading label="Loading the reel" />}
      {first.value && <Feed list={list} first={first.value} label="Reels" />}
    </>
  )
}

function Heading({ href, text }: { href: string; text: string }) {
  return (
    <div class="feed-heading">
      <a href={href} aria-label="Back">
        <Icon name="back" />
      </a>
      <h1>{text}</h1>
    </div>
  )
}

function hrefOf(key: string): string {
  const [kind, value = ''] = key.split(/:(.*)/s)
  if (kind === 'partner') return paths.partner(value)
  if (kind === 'tag') return paths.tag(value)
  return kind === 'saved' || kind === 'liked' ? `/${kind}` : '/'
}

function nameOf(key: string): string {
  const [kind, value = ''] = key.split(/:(.*)/s)
  if (kind === 'tag') return `#${value}`
  return kind === 'saved' ? 'Saved' : kind === 'liked' ? 'Liked' : 'Reels'
}
