import { account } from '../api/account.ts'
import { paths } from '../routing/paths.ts'
import type { IconName } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { Notice } from '../ui/states.tsx'
import { ReelGrid } from './reel-grid.tsx'
import { FEED, LIBRARY, LIKED, PAID, type ReelList, SAVED } from './reel-list.ts'
import { useLoadedReels } from './use-loaded-reels.ts'

interface Shelf {
  list: ReelList
  icon: IconName
  /** How reels get here. */
  hint: string
  /** Where there are reels for it. */
  toFind: ReelList
}

const SHELVES = {
  saved: { list: SAVED, icon: 'bookmark', hint: 'Reels that you save appear here.', toFind: FEED },
  liked: { list: LIKED, icon: 'heart', hint: 'Reels that you like appear here.', toFind: FEED },
  purchased: { list: LIBRARY, icon: 'film', hint: 'Reels that you buy appear here.', toFind: PAID },
} satisfies Record<string, Shelf>

export function SavedPage() {
  return <Library shelf={SHELVES.saved} />
}

export function LikedPage() {
  return <Library shelf={SHELVES.liked} />
}

export function PurchasedPage() {
  return <Library shelf={SHELVES.purchased} />
}

/** What a viewer has kept, in one place. */
function Library({ shelf }: { shelf: Shelf }) {
  const { list, hint } = shelf
  usePageHead(list.title, hint)
  return (
    <div class="page">
      <h1>Library</h1>
      <nav class="tabs" aria-label="Library">
        {Object.values(SHELVES).map(({ list: { key, href, title } }) => (
          <a key={key} href={href} aria-current={key === list.key ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      {account.value?.role === 'user' ? <Reels shelf={shelf} /> : <ViewersOnly shelf={shelf} />}
    </div>
  )
}

function Reels({ shelf: { list, icon, hint, toFind } }: { shelf: Shelf }) {
  const empty = (
    <Notice icon={icon} title="Nothing here yet">
      <p>{hint}</p>
      <a class="button" href={toFind.href}>
        Watch reels
      </a>
    </Notice>
  )
  return <ReelGrid loaded={useLoadedReels(list)} empty={empty} />
}

function ViewersOnly({ shelf: { icon, hint } }: { shelf: Shelf }) {
  const isPartner = account.value !== null
  return (
    <Notice icon={icon} title={isPartner ? 'The library is for viewers' : 'Log in to see your reels'}>
      <p>{isPartner ? 'You are logged in as a partner. Viewers keep reels here.' : hint}</p>
      <a class="button" href={paths.login('user')}>
        {isPartner ? 'Log in as a viewer' : 'Log in'}
      </a>
    </Notice>
  )
}
