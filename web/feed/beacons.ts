import type { Reel } from '#client'
import { apiUrl } from '../api/address.ts'
import { api, attempt } from '../api/api.ts'
import { followParts, isCountedAs } from './watched.ts'

/** After so many seconds it is a view, or after half of a video that is shorter than twice that. */
const VIEW_SECONDS = 3
const MOST_AT_ONCE = 20

/** One showing of a reel, and what of it was told last. */
interface Showing {
  ticket: string
  play: string
  isEnded: boolean
  parts: ReturnType<typeof followParts>
  told: string
  durationSeconds: number
  isViewTold: boolean
}

const showings = new Set<Showing>()
let heartbeat: ReturnType<typeof setInterval> | undefined

/**
 * Tells the API what is watched of a reel: after three seconds, then now and then, and when the page is hidden.
 * @returns a function that ends the showing
 */
export function tellWatched(element: HTMLVideoElement, { view, video }: Reel): () => void {
  if (!view || !video) return () => {}
  const showing: Showing = {
    ticket: view.ticket,
    play: randomHex(),
    isEnded: false,
    parts: followParts(),
    told: '',
    durationSeconds: video.durationSeconds,
    isViewTold: false,
  }
  showings.add(showing)
  heartbeat ??= setInterval(() => void tell(), view.heartbeatSeconds * 1_000)

  function moved() {
    if (element.seeking || element.paused) return
    showing.parts.at(element.currentTime)
    if (showing.isViewTold || !isCountedAs(VIEW_SECONDS, showing.parts.parts(), showing.durationSeconds))
      return
    showing.isViewTold = true
    void tell()
  }
  function stopped() {
    showing.parts.stop()
  }
  const stops = ['pause', 'seeking', 'waiting', 'emptied'] as const
  element.addEventListener('playing', moved)
  element.addEventListener('timeupdate', moved)
  for (const name of stops) element.addEventListener(name, stopped)
  return () => {
    element.removeEventListener('playing', moved)
    element.removeEventListener('timeupdate', moved)
    for (const name of stops) element.removeEventListener(name, stopped)
    stopped()
    showing.isEnded = true
  }
}

/** From now on what was watched is told when the page is hidden: a phone may close it without another word. */
export function tellWhenHidden(): void {
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) return
    for (const some of batches()) {
      // [104 hidden] Other requests of a page that is closed are not sent. Text needs no preflight, which nobody answers.
      if (!navigator.sendBeacon(`${apiUrl}/views`, JSON.stringify({ views: some.map(viewOf) }))) return
      markTold(some)
    }
  })
}

/** Tells what is new. What does not arrive is told the next time. */
async function tell(): Promise<void> {
  for (const some of batches()) {
    const views = some.map(viewOf)
    const told = some.map(({ parts }) => JSON.stringify(parts.parts()))
    const outcome = await attempt(api.sendViews({ body: { views } }))
    if (!outcome.ok) return
    for (const [index, showing] of some.entries()) showing.told = told[index] ?? ''
  }
  for (const showing of showings) if (showing.isEnded && !isNew(showing)) showings.delete(showing)
  if (showings.size > 0) return
  clearInterval(heartbeat)
  heartbeat = undefined
}

/** The showings of which something is new, as many in each batch as one request takes. */
function batches(): Showing[][] {
  const fresh = [...showings].filter(isNew)
  return Array.from({ length: Math.ceil(fresh.length / MOST_AT_ONCE) }, (_, batch) =>
    fresh.slice(batch * MOST_AT_ONCE, (batch + 1) * MOST_AT_ONCE),
  )
}

function isNew({ parts, told }: Showing): boolean {
  const now = parts.parts()
  return now.length > 0 && JSON.stringify(now) !== told
}

function markTold(some: readonly Showing[]): void {
  for (const showing of some) showing.told = JSON.stringify(showing.parts.parts())
}

function viewOf({ ticket, play, parts, isEnded }: Showing) {
  return { ticket, play, watched: parts.parts().map(part => [...part]), ended: isEnded }
}

function randomHex(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('')
}
