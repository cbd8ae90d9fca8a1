import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { LoadedReels } from '../lists/loaded-reels.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { paths } from '../routing/paths.ts'
import { renameAddress } from '../routing/router.ts'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { FeedEnd } from './feed-end.tsx'
import { KeyHelp } from './key-help.tsx'
import { resume } from './playback.ts'
import { PullToRefresh } from './pull-to-refresh.tsx'
import { ReelSlide } from './reel-slide.tsx'
import { Steps } from './steps.tsx'
import { useFeedKeys } from './use-feed-keys.ts'
import { usePages } from './use-pages.ts'
import { useRefresh } from './use-refresh.ts'
import { useSwipes } from './use-swipes.ts'
import { useWheel } from './use-wheel.ts'

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
  const reels = useReels(loaded, first)
  if (reels.length === 0) return <EmptyFeed loaded={loaded} title={title} />
  return <ReelPages key={loaded.list.key} loaded={loaded} reels={reels} first={first} title={title} />
}

interface PagesProps extends Omit<Props, 'first'> {
  reels: readonly ReelSignal[]
  first: ReelSignal | undefined
}

function ReelPages({ loaded, reels, first, title }: PagesProps) {
  const start = first ? reels.indexOf(first) : 0
  const hasTurned = useRef(false)
  const pages = usePages(reels, start, () => {
    hasTurned.current = true
    resume()
  })
  const { active, turn, toTop, isTurning } = pages
  const watched = reels[active]
  const hasOwnAddress = hasTurned.current || first !== undefined
  const reel = hasOwnAddress ? watched?.value : undefined
  usePageHead(reel?.title ?? title, reel?.description)

  useEffect(() => {
    if (hasTurned.current && watched) renameAddress(paths.reel(watched.peek().id, loaded.list.key))
  }, [watched])
  useEffect(() => {
    if (active + AHEAD > reels.length && loaded.failure.value === null) void loaded.more()
  }, [active, reels.length])

  const refresh = useRefresh(loaded, toTop)
  const help = useRef<HTMLDialogElement>(null)
  useWheel(turn, isTurning)
  useSwipes(pages.element, {
    offset: pages.offset,
    turn,
    drag(pixels) {
      pages.drag(pixels)
      refresh.pull(active === 0 ? pixels : 0)
    },
  })
  useFeedKeys({
    turn,
    isTurning,
    toTop,
    reel: () => watched,
    help: () => help.current?.showModal(),
  })

  return (
    <>
      <Steps position={active} count={reels.length + 1} onGo={turn} />
      <div class="feed">
        <PullToRefresh state={refresh.state.value} />
        <div
          class="pages"
          role="feed"
          aria-label="Reels"
          aria-busy={loaded.state.value === 'loading'}
          ref={pages.element}
        >
          {reels.map((reel, index) => (
            <ReelSlide
              key={reel.peek().id}
              reel={reel}
              view={loaded.viewOf(reel.peek().id)}
              position={index + 1}
              total={loaded.isComplete.value ? reels.length : -1}
              distance={index - active}
              following={reels.slice(index + 1, index + 1 + SHOWN_NEXT)}
              onGo={turn}
              onHelp={() => help.current?.showModal()}
            />
          ))}
          <FeedEnd loaded={loaded} isActive={active === reels.length} onTop={toTop} />
        </div>
      </div>
      <KeyHelp dialog={help} />
    </>
  )
}

/** A reel that is not in the list yet stays before it, so that nothing moves when the list arrives. */
function useReels(loaded: LoadedReels, first: ReelSignal | undefined): readonly ReelSignal[] {
  const listed = loaded.reels.value
  const isBefore = useMemo(() => first !== undefined && !loaded.reels.peek().includes(first), [loaded, first])
  return useMemo(
    () => (isBefore && first ? [first, ...listed.filter(reel => reel !== first)] : listed),
    [listed, isBefore, first],
  )
}

function EmptyFeed({ loaded, title }: Pick<Props, 'loaded' | 'title'>) {
  usePageHead(title)
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
