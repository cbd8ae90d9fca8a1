import type { ComponentChildren } from 'preact'
import { type FeedList, feedList, isFeedList, listsOf, type ReelList } from '../lists/reel-list.ts'
import { Icon } from '../ui/icons.tsx'

interface Props {
  list: ReelList
  back?: string
  /** Beside the name of the list. */
  children?: ComponentChildren
  /** The same reels in other orders. */
  orders?: readonly { name: string; list: ReelList }[]
}

/** Above the feed its tabs and filters; above another list its name, the way back and its orders. */
export function FeedHead({ list, back = list.href, children, orders = [] }: Props) {
  if (isFeedList(list)) {
    const prices = listsOf(list.feed).map(one => ({ name: PRICES[one.price ?? 'all'], list: one }))
    return (
      <div class="feed-head">
        <Tabs current={list} />
        <Choice label="Price" options={prices} current={list} />
      </div>
    )
  }
  return (
    <div class="feed-head">
      <div class="feed-heading">
        <a href={back} aria-label="Back">
          <Icon name="back" />
        </a>
        <h1 title={list.title} dir="auto">
          {list.title}
        </h1>
        {children}
      </div>
      {orders.length > 0 && <Choice label="Order" options={orders} current={list} />}
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

interface ChoiceProps {
  label: string
  options: readonly { name: string; list: ReelList }[]
  current: ReelList
}

function Choice({ label, options, current }: ChoiceProps) {
  return (
    <nav class="filters" aria-label={label}>
      {options.map(({ name, list: { key, href } }) => (
        <a key={key} href={href} aria-current={key === current.key ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
