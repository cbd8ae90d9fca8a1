import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { paths } from '../routing/paths.ts'
import { countText, hueOf, priceText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { Poster } from '../ui/poster.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import type { LoadedReels } from './loaded-reels.ts'
import type { ReelSignal } from './reels.ts'

const SKELETONS = 6

interface Props {
  loaded: LoadedReels
  empty: ComponentChildren
  /** How a title is shown, if not as it is. */
  titleOf?: ((title: string) => ComponentChildren) | undefined
}

/** The posters of a list. Each opens its reel in the list; more are read when the end comes near. */
export function ReelGrid({ loaded, empty, titleOf }: Props) {
  const reels = loaded.reels.value
  const failure = loaded.failure.value
  const isComplete = loaded.isComplete.value
  const isLoading = loaded.state.value === 'loading'
  if (reels.length === 0 && isComplete) return empty
  return (
    <>
      <ul class="grid" aria-busy={isLoading}>
        {reels.map(reel => (
          <li key={reel.peek().id}>
            <Tile reel={reel} from={loaded.list.key} titleOf={titleOf} />
          </li>
        ))}
        {isLoading && <SkeletonTiles />}
      </ul>
      {isLoading && <Loading label="Loading reels" />}
      {failure && <FailureNotice failure={failure} onRetry={() => void loaded.more()} />}
      {!failure && !isComplete && <End onReached={() => void loaded.more()} />}
    </>
  )
}

export function SkeletonTiles() {
  return (
    <>
      {Array.from({ length: SKELETONS }, (_, index) => (
        <li key={index} class="tile skeleton" aria-hidden="true" />
      ))}
    </>
  )
}

interface TileProps extends Pick<Props, 'titleOf'> {
  reel: ReelSignal
  from: string
}

function Tile({ reel, from, titleOf = title => title }: TileProps) {
  const { id, title, video, price, counts } = reel.value
  return (
    <a class="tile" href={paths.reel(id, from)} style={{ '--hue': hueOf(id) }}>
      {video && <Poster url={video.thumbnailUrl} isLazy />}
      <span class="tile-text">
        <strong dir="auto">{titleOf(title)}</strong>
        <span class="tile-facts">
          <span>{priceText(price)}</span>
          <span>
            <Icon name="eye" /> {countText(counts.views)}
            <span class="visually-hidden"> views</span>
          </span>
          <span>
            <Icon name="heart" /> {countText(counts.likes)}
            <span class="visually-hidden"> likes</span>
          </span>
        </span>
      </span>
    </a>
  )
}

/** Calls `onReached` when it comes near the screen. */
function End({ onReached }: { onReached: () => void }) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!element.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onReached(), {
      rootMargin: '400px',
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  })
  return <div ref={element} />
}
