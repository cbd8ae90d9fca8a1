import { type FeedList, feedList, isFeedList, listsOf, type ReelList } from '../lists/reel-list.ts'
import { Icon } from '../ui/icons.tsx'

/** Above the feed its tabs and filters; above another list its name and the way back. */
export function FeedHead({ list }: { list: ReelList }) {
  if (isFeedList(list)) {
    const prices = listsOf(list.feed).map(one => ({ name: PRICES[one.price ?? 'all'], list: one }))
    return (
      <div class="feed-head">
        <Tabs current={list} />
        <Prices options={prices} current={list} />
      </div>
    )
  }
  return (
    <div class="feed-head">
      <div class="feed-heading">
        <a href={list.href} aria-label="Back">
          <Icon name="back" />
        </a>
        <h1 title={list.title} dir="auto">
          {list.title}
        </h1>
      </div>
    </div>
  )
}

const TABS = [
  { name: 'feed', label: 'For all' },
  { name: 'following', label: 'Following' },
  { name: 'trending', label: 'Trending' },
] as const

const PRICES = { all: 'All', free: 'Free', paid: 'Paid' }

/** The feeds that stand beside each other. The price that was chosen in one holds in the others, too. */
function Tabs({ current }: { current: FeedList }) {
  return (
    <>
      <h1 class="visually-hidden">{current.title}</h1>
      <nav class="feed-tabs" aria-label="Feeds">
        {TABS.map(({ name, label }) => (
          <a
            key={name}
            href={feedList(name, current.price).href}
            aria-current={name === current.feed ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
    </>
  )
}

interface PricesProps {
  options: readonly { name: string; list: ReelList }[]
  current: ReelList
}

function Prices({ options, current }: PricesProps) {
  return (
    <nav class="filters" aria-label="Price">
      {options.map(({ name, list: { key, href } }) => (
        <a key={key} href={href} aria-current={key === current.key ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
