import { useEffect } from 'preact/hooks'
import { OWN } from '../lists/reel-list.ts'
import { useLoadedReels } from '../lists/use-loaded-reels.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { PartnersOnly } from './partners-only.tsx'
import { StudioRow } from './studio-row.tsx'
import { StudioTabs } from './studio-tabs.tsx'

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
        <StudioTabs current="/studio" />
        <OwnReels />
      </div>
    </PartnersOnly>
  )
}

function OwnReels() {
  const loaded = useLoadedReels(OWN)
  const reels = loaded.reels.value
  const failure = loaded.failure.value
  // Another device or the media service may have changed something in the meantime.
  useEffect(() => {
    function look() {
      if (!document.hidden) void loaded.refresh()
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [loaded])
  if (reels.length === 0 && loaded.isComplete.value) {
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
      <ul class="studio" aria-busy={loaded.state.value === 'loading'}>
        {reels.map(reel => (
          <StudioRow key={reel.peek().id} reel={reel} />
        ))}
        {loaded.state.value === 'loading' && <li class="studio-row skeleton" aria-hidden="true" />}
      </ul>
      {loaded.state.value === 'loading' && <Loading label="Loading your reels" />}
      {failure && <FailureNotice failure={failure} onRetry={() => void loaded.more()} />}
      {!failure && !loaded.isComplete.value && loaded.state.value !== 'loading' && (
        <button type="button" class="button more-rows" onClick={() => void loaded.more()}>
          Show more
        </button>
      )}
    </>
  )
}
