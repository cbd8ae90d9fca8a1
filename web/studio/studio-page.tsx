import { useEffect } from 'preact/hooks'
import type { Reel } from '#client'
import { OWN } from '../lists/reel-list.ts'
import { useLoadedReels } from '../lists/use-loaded-reels.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { DraftRow } from './draft-row.tsx'
import { PartnersOnly } from './partners-only.tsx'
import { ReelTable } from './reel-table.tsx'
import { StudioTabs } from './studio-tabs.tsx'
import { uploads } from './uploads.ts'

export function StudioPage() {
  usePageHead('Studio', 'Where partners publish short videos, and see how they do.')
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
  const drafts = reels.filter(reel => isDraft(reel.value))
  const others = reels.filter(reel => !isDraft(reel.value))
  return (
    <>
      {drafts.length > 0 && (
        <section class="drafts" aria-labelledby="drafts">
          <h2 id="drafts">Drafts</h2>
          <p class="muted">Nobody sees these. Each of them still needs its video.</p>
          <ul class="studio">
            {drafts.map(reel => (
              <DraftRow key={reel.peek().id} reel={reel} />
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && <ReelTable reels={others} loaded={loaded} />}
      {loaded.state.value === 'loading' && (
        <>
          <div class="studio-row skeleton" aria-hidden="true" />
          <Loading label="Loading your reels" />
        </>
      )}
      {failure && <FailureNotice failure={failure} onRetry={() => void loaded.more()} />}
      {!failure && !loaded.isComplete.value && loaded.state.value !== 'loading' && (
        <button type="button" class="button more-rows" onClick={() => void loaded.more()}>
          Show more
        </button>
      )}
    </>
  )
}

/** It has no video yet. */
function isDraft({ id, status }: Reel): boolean {
  // An upload stays in its place until its page has heard that the reel is public.
  const step = uploads.value.get(id)?.state.value.step
  return (step !== undefined && step !== 'ready') || status === 'uploading' || status === 'failed'
}
