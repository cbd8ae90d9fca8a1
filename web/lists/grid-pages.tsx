import type { VNode } from 'preact'
import { account } from '../accounts/account.ts'
import { paths } from '../router.ts'
import type { IconName } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Notice } from '../ui/states.tsx'
import { ReelGrid } from './reel-grid.tsx'
import { useReelList } from './use-reel-list.ts'

export function SavedPage() {
  return <OwnList kind="saved" title="Saved" icon="bookmark" hint="Reels that you save appear here." />
}

export function LikedPage() {
  return <OwnList kind="liked" title="Liked" icon="heart" hint="Reels that you like appear here." />
}

interface OwnListProps {
  kind: 'saved' | 'liked'
  title: string
  icon: IconName
  hint: string
}

function OwnList(props: OwnListProps) {
  usePageTitle(props.title)
  return (
    <div class="page">
      <h1>{props.title}</h1>
      {account.value?.role === 'user' ? <List {...props} /> : <LogInFirst {...props} />}
    </div>
  )
}

function List({ kind, icon, hint }: OwnListProps) {
  const empty: VNode = (
    <Notice icon={icon} title="Nothing here yet">
      <p>{hint}</p>
      <a class="button" href="/">
        Watch reels
      </a>
    </Notice>
  )
  return <ReelGrid list={useReelList(kind)} empty={empty} />
}

function LogInFirst({ icon, hint }: OwnListProps) {
  return (
    <Notice icon={icon} title="Log in to see your reels">
      <p>{hint}</p>
      <a class="button" href={paths.login()}>
        Log in
      </a>
    </Notice>
  )
}
