import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { paths } from '../router.ts'
import { countText, hueOf, priceText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { Poster } from '../ui/poster.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import type { ReelList } from './reel-list.ts'
import type { ReelSignal } from './reels.ts'

const SKELETONS = 6

/** Posters of a list, each opening the reel in it; more are read when its end comes near. */
export function ReelGrid({ list, empty }: { list: ReelList; empty: ComponentChildren }) {
  const reels = list.reels.value
  const failure = list.failure.value
  const isLoading = list.state.value === 'loading'
  if (reels.length === 0 && list.isComplete.value) return empty
  return (
    <>
      <ul class="grid" aria-busy={isLoading}>
        {reels.map(reel => (
          <li key={reel.peek().id}>
            <Tile reel={reel} from={list.key} />
          </li>
        ))}
        {isLoading &&
          Array.from({ length: SKELETONS }, (_, index) => (
            <li key={index} class="tile skeleton" aria-hidden="true" />
          ))}
      </ul>
      {isLoading && <Loading label="Loading reels" />}
      {failure && <FailureNotice failure={failure} onRetry={() => void list.more()} />}
      {!failure && !list.isComplete.value && <End onReached={() => void list.more()} />}
    </>
  )
}

function Tile({ reel, from }: { reel: ReelSignal; from: string }) {
  const { id, title, video, price, counts } = reel.value
  return (
    <a class="tile" href={paths.reel(id, from)} style={{ '--hue': hueOf(id) }}>
      {video && <Poster url={video.thumbnailUrl} isLazy />}
      <span class="tile-text">
        <strong>{title}</strong>
        <span class="tile-facts">
          <span>{priceText(price)}</span>
          <span>
            <Icon name="heart" /> {countText(counts.likes)}
            <span class="visually-hidden"> likes</span>
          </span>
        </span>
      </span>
    </a>
  )
}

/** Calls when it comes into view, or nearly. */
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
