import type { LoadedReels } from '../lists/loaded-reels.ts'
import { Icon } from '../ui/icons.tsx'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'

interface Props {
  loaded: LoadedReels
  isActive: boolean
  onTop: () => void
}

/** The page after the last reel: that it was the last, or why the next ones are not there yet. */
export function FeedEnd({ loaded, isActive, onTop }: Props) {
  const failure = loaded.failure.value
  return (
    <article class="slide feed-end" inert={!isActive} aria-label="The end of this list">
      {failure && <FailureNotice failure={failure} onRetry={() => void loaded.more()} />}
      {!failure && loaded.isComplete.value && (
        <Notice icon="film" title="You have seen it all">
          <p>New reels appear at the top.</p>
          <button type="button" class="button primary" onClick={onTop}>
            <Icon name="up" /> Back to the top
          </button>
        </Notice>
      )}
      {!failure && !loaded.isComplete.value && (
        <>
          <div class="stage skeleton" />
          {loaded.state.value === 'loading' && <Loading label="Loading more reels" />}
        </>
      )}
    </article>
  )
}
