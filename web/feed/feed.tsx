import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { ReelList } from '../lists/reel-list.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { paths, renameAddress } from '../router.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { playing, resume } from './playback.ts'
import { ReelSlide } from './reel-slide.tsx'
import { UpNext } from './up-next.tsx'
import { useFeedKeys } from './use-feed-keys.ts'

interface Props {
  list: ReelList
  /** A reel to begin at, in the list or before it. */
  first?: ReelSignal
  /** Of the page, until a reel gives it its own. */
  title: string
}

// So many slides before the end, the next page is asked for.
const AHEAD = 4

/** Reels one after the other, a screen each. The address is that of the reel that is watched. */
export function Feed({ list, first, title }: Props) {
  const container = useRef<HTMLDivElement>(null)
  const active = useSignal(0)
  const hasOwnAddress = useSignal(first !== undefined)
  const reels = useReels(list, first)
  const watched = reels[active.value]
  usePageTitle((hasOwnAddress.value && watched?.value.title) || title)

  useLayoutEffect(() => {
    const start = first ? reels.indexOf(first) : 0
    active.value = start
    slideAt(container.current, start)?.scrollIntoView({ block: 'center', behavior: 'instant' })
    return () => {
      playing.value = null
    }
  }, [list, first])

  useEffect(() => {
    if (active.value + AHEAD > reels.length && list.failure.value === null) void list.more()
  }, [active.value, reels.length])

  useActiveSlide(container, reels.length, index => {
    const reel = reels[index]
    if (index === active.value || !reel) return
    resume()
    active.value = index
    hasOwnAddress.value = true
    renameAddress(paths.reel(reel.value.id, list.key))
  })

  const go = (step: number) =>
    slideAt(container.current, active.value + step)?.scrollIntoView({
      block: 'center',
      behavior: scrollBehavior(),
    })
  useFeedKeys(go, () => watched)

  if (reels.length === 0) return <EmptyFeed list={list} />
  return (
    <>
      <div
        class="feed"
        role="feed"
        aria-label="Reels"
        aria-busy={list.state.value === 'loading'}
        ref={container}
      >
        {reels.map((reel, index) => (
          <ReelSlide
            key={reel.peek().id}
            reel={reel}
            position={index + 1}
            total={list.isComplete.value ? reels.length : -1}
            distance={index - active.value}
          />
        ))}
      </div>
      <div class="steps">
        <button
          type="button"
          class="step"
          aria-label="Previous reel"
          disabled={active.value === 0}
          onClick={() => go(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="step"
          aria-label="Next reel"
          disabled={active.value >= reels.length - 1}
          onClick={() => go(1)}
        >
          <Icon name="down" />
        </button>
      </div>
      <UpNext reels={reels.slice(active.value + 1, active.value + 5)} onPick={step => go(step + 1)} />
    </>
  )
}

/** A reel that is not in the list yet stays before it: nothing moves under whoever watches when the list comes. */
function useReels(list: ReelList, first: ReelSignal | undefined): readonly ReelSignal[] {
  const listed = list.reels.value
  const isBefore = useMemo(() => first !== undefined && !list.reels.peek().includes(first), [list, first])
  return isBefore && first ? [first, ...listed.filter(reel => reel !== first)] : listed
}

function EmptyFeed({ list }: { list: ReelList }) {
  const failure = list.failure.value
  if (failure) return <FailureNotice failure={failure} onRetry={() => void list.more()} />
  if (list.state.value === 'loading') {
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

/** Tells which slide covers the middle of the container. */
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

function scrollBehavior(): 'auto' | 'smooth' {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
}
