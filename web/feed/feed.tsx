import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { LoadedReels } from '../lists/loaded-reels.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { paths } from '../routing/paths.ts'
import { renameAddress } from '../routing/router.ts'
import { prefersStill } from '../ui/motion.ts'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { playing, resume } from './playback.ts'
import { ReelSlide } from './reel-slide.tsx'
import { Steps } from './steps.tsx'
import { useFeedKeys } from './use-feed-keys.ts'

interface Props {
  loaded: LoadedReels
  /** The reel to start with, in the list or before it. */
  first?: ReelSignal
  /** The title of the page until the visitor moves on to another reel. */
  title: string
}

// The next page is read when fewer slides than this are left.
const AHEAD = 4
const SHOWN_NEXT = 4

/** One reel after the other, each as large as the screen. The address is that of the reel that is watched. */
export function Feed({ loaded, first, title }: Props) {
  const container = useRef<HTMLDivElement>(null)
  const active = useSignal(0)
  const hasOwnAddress = useSignal(first !== undefined)
  const reels = useReels(loaded, first)
  const watched = reels[active.value]
  usePageTitle((hasOwnAddress.value && watched?.value.title) || title)

  useLayoutEffect(() => {
    const start = first ? reels.indexOf(first) : 0
    active.value = start
    slideAt(container.current, start)?.scrollIntoView({ block: 'center', behavior: 'instant' })
    return () => {
      playing.value = null
    }
  }, [loaded, first])

  useEffect(() => {
    if (active.value + AHEAD > reels.length && loaded.failure.value === null) void loaded.more()
  }, [active.value, reels.length])

  useActiveSlide(container, reels.length, index => {
    const reel = reels[index]
    if (index === active.value || !reel) return
    resume()
    active.value = index
    hasOwnAddress.value = true
    renameAddress(paths.reel(reel.value.id, loaded.list.key))
  })

  const go = (step: number) =>
    slideAt(container.current, active.value + step)?.scrollIntoView({
      block: 'center',
      behavior: prefersStill() ? 'auto' : 'smooth',
    })
  useFeedKeys(go, () => watched)

  if (reels.length === 0) return <EmptyFeed loaded={loaded} />
  return (
    <>
      <Steps position={active.value} count={reels.length} onGo={go} />
      <div
        class="feed"
        role="feed"
        aria-label="Reels"
        aria-busy={loaded.state.value === 'loading'}
        ref={container}
      >
        {reels.map((reel, index) => (
          <ReelSlide
            key={reel.peek().id}
            reel={reel}
            view={loaded.viewOf(reel.peek().id)}
            position={index + 1}
            total={loaded.isComplete.value ? reels.length : -1}
            distance={index - active.value}
            following={reels.slice(index + 1, index + 1 + SHOWN_NEXT)}
            onGo={go}
          />
        ))}
      </div>
    </>
  )
}

/** A reel that is not in the list yet stays before it, so that nothing moves when the list arrives. */
function useReels(loaded: LoadedReels, first: ReelSignal | undefined): readonly ReelSignal[] {
  const listed = loaded.reels.value
  const isBefore = useMemo(() => first !== undefined && !loaded.reels.peek().includes(first), [loaded, first])
  return isBefore && first ? [first, ...listed.filter(reel => reel !== first)] : listed
}

function EmptyFeed({ loaded }: { loaded: LoadedReels }) {
  const failure = loaded.failure.value
  if (failure) return <FailureNotice failure={failure} onRetry={() => void loaded.more()} />
  if (loaded.state.value === 'loading') {
    return (
      <div class="feed" aria-busy="true">
        <div class="slide">
          <div class="stage skeleton" />
        </div>
        <Loading label="Loading reels" />
      </div>
    )
  }
  return (
    <Notice icon="film" title="Nothing to watch here yet">
      <p>Reels appear here as soon as someone publishes one.</p>
    </Notice>
  )
}

/** Calls `onChange` when another slide covers the middle of the container. */
function useActiveSlide(
  container: { current: HTMLDivElement | null },
  count: number,
  onChange: (index: number) => void,
): void {
  useEffect(() => {
    const root = container.current
    if (!root) return
    const slides = [...root.children]
    const observer = new IntersectionObserver(
      entries => {
        const middle = entries.find(entry => entry.isIntersecting)
        if (middle) onChange(slides.indexOf(middle.target))
      },
      { root, rootMargin: '-50% 0px' },
    )
    for (const slide of slides) observer.observe(slide)
    return () => observer.disconnect()
  }, [count])
}

function slideAt(container: HTMLElement | null, index: number): Element | undefined {
  return container?.children[index]
}
