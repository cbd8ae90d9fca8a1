import { account } from '../api/account.ts'
import { paths } from '../routing/paths.ts'
import type { IconName } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Notice } from '../ui/states.tsx'
import { ReelGrid } from './reel-grid.tsx'
import { LIBRARY, LIKED, PAID, type ReelList, SAVED } from './reel-list.ts'
import { useLoadedReels } from './use-loaded-reels.ts'

export function SavedPage() {
  return <OwnList list={SAVED} icon="bookmark" hint="Reels that you save appear here." />
}

export function LikedPage() {
  return <OwnList list={LIKED} icon="heart" hint="Reels that you like appear here." />
}

export function LibraryPage() {
  return <OwnList list={LIBRARY} icon="film" hint="Reels that you buy appear here." toFind={PAID.href} />
}

interface OwnListProps {
  list: ReelList
  icon: IconName
  hint: string
  /** Where there are reels for it. */
  toFind?: string
}

function OwnList(props: OwnListProps) {
  const { title } = props.list
  usePageTitle(title)
  return (
    <div class="page">
      <h1>{title}</h1>
      {account.value?.role === 'user' ? <Reels {...props} /> : <LogInFirst {...props} />}
    </div>
  )
}

function Reels({ list, icon, hint, toFind = '/' }: OwnListProps) {
  const empty = (
    <Notice icon={icon} title="Nothing here yet">
      <p>{hint}</p>
      <a class="button" href={toFind}>
        Watch reels
      </a>
    </Notice>
  )
  return <ReelGrid loaded={useLoadedReels(list)} empty={empty} />
}

function LogInFirst({ icon, hint }: OwnListProps) {
  return (
    <Notice icon={icon} title="Log in to see your reels">
      <p>{hint}</p>
      <a class="button" href={paths.login('user')}>
        Log in
      </a>
    </Notice>
  )
}
