import { useEffect } from 'preact/hooks'
import { reelList } from '../lists/reel-list.ts'
import { useReelList } from '../lists/use-reel-list.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { PartnersOnly } from './partners-only.tsx'
import { StudioRow } from './studio-row.tsx'

export function StudioPage() {
  usePageTitle('Studio')
  return (
    <PartnersOnly>
      <div class="page">
        <div class="page-head">
          <h1>Studio</h1>
          <a class="button primary" href="/studio/new">
            <Icon name="plus" /> New reel
          </a>
        </div>
        <OwnReels />
      </div>
    </PartnersOnly>
  )
}

function OwnReels() {
  const list = useReelList('mine')
  const reels = list.reels.value
  const failure = list.failure.value
  // Another device, or the media service itself, may have moved things on.
  useEffect(() => {
    const look = () => {
      if (!document.hidden) void reelList('mine').refresh()
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  if (reels.length === 0 && list.isComplete.value) {
    return (
      <Notice icon="film" title="Publish your first reel">
        <p>Choose a video, add a title and a price, and it appears in the feed.</p>
        <a class="button" href="/studio/new">
          Publish a reel
        </a>
      </Notice>
    )
  }
  return (
    <>
      <ul class="studio" aria-busy={list.state.value === 'loading'}>
        {reels.map(reel => (
          <StudioRow key={reel.peek().id} reel={reel} />
        ))}
        {list.state.value === 'loading' && <li class="studio-row skeleton" aria-hidden="true" />}
      </ul>
      {list.state.value === 'loading' && <Loading label="Loading your reels" />}
      {failure && <FailureNotice failure={failure} onRetry={() => void list.more()} />}
      {!failure && !list.isComplete.value && list.state.value !== 'loading' && (
        <button type="button" class="button more-rows" onClick={() => void list.more()}>
          Show more
        </button>
      )}
    </>
  )
}
