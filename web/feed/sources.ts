import type { Reel } from '#client'

type Video = NonNullable<Reel['video']>

/** Stops playing and lets go of memory and connections. */
export type Detach = () => void

// A little ahead is enough: most people swipe on before the end.
const AHEAD_SECONDS = 12

// Whoever opened the page does not wait longer than this for a better stream than the file.
const PATIENCE_MILLISECONDS = 1_500

/**
 * Gives a video element its source: the adaptive stream where its manifest is there, the file where it is not
 * (the media service makes streams when they are first asked for, and answers 202 until they are made).
 */
export function attachSource(element: HTMLVideoElement, video: Video): Detach {
  const stopping = new AbortController()
  let destroyStream = () => {}
  const playFile = () => {
    if (!stopping.signal.aborted) element.src = video.url
  }
  void hasManifest(video.streamUrl, stopping.signal).then(async isStream => {
    if (!isStream) return playFile()
    if (!('MediaSource' in window || 'ManagedMediaSource' in window)) {
      // Safari on older phones: plays HLS itself, and nothing else can.
      element.src = video.streamUrl
      return
    }
    const { default: Hls } = await import('hls.js/light')
    if (stopping.signal.aborted) return
    const hls = new Hls({
      capLevelToPlayerSize: true,
      maxBufferLength: AHEAD_SECONDS,
      maxMaxBufferLength: AHEAD_SECONDS,
      backBufferLength: AHEAD_SECONDS,
    })
    destroyStream = () => hls.destroy()
    hls.on(Hls.Events.ERROR, (_, { fatal }) => {
      if (!fatal) return
      hls.destroy()
      playFile()
    })
    hls.loadSource(video.streamUrl)
    hls.attachMedia(element)
  })
  return () => {
    stopping.abort()
    destroyStream()
    element.removeAttribute('src')
    // Without this, browsers keep the buffer and the connection of what was last played.
    element.load()
  }
}

async function hasManifest(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS)
    const response = await fetch(url, { signal: AbortSignal.any([signal, patience]) })
    // Read in any case: an answer that is left lying counts as broken off.
    const text = await response.text()
    return response.status === 200 && text.startsWith('#EXTM3U')
  } catch {
    return false
  }
}
