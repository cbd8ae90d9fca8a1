import { Icon } from '../ui/icons.tsx'
import type { PullState } from './use-refresh.ts'

const WORDS: Record<PullState, string> = {
  none: '',
  pulled: 'Pull to see what is new',
  'far-enough': 'Let go to see what is new',
  reading: 'Looking for new reels …',
}

/** Above the first page: what happens to somebody who pulls it down. */
export function PullToRefresh({ state }: { state: PullState }) {
  return (
    <p class="pull" role="status" data-state={state}>
      {state !== 'none' && (
        <>
          <Icon name="retry" /> {WORDS[state]}
        </>
      )}
    </p>
  )
}
