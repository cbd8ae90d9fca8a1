import type { Reel } from '#client'

type Video = NonNullable<Reel['video']>

/** Stops playing and frees memory and connections. */
export type Detach = () => void

// A short buffer is enough: most people swipe on before the end.
const AHEAD_SECONDS = 12

// After this time the file is played: a better stream is not worth a longer wait.
const PATIENCE_MILLISECONDS = 1_500

/**
 * Gives a video element its source: the adaptive stream if its manifest exists, otherwise the file. The media
 * service makes a stream when it is first asked for it, and answers 202 until it is made.
 */
export function attachSource(element: HTMLVideoElement, video: Video): Detach {
  const stopping = new AbortController()
  let destroyStream = () => {}
  function playFile() {
    if (!stopping.signal.aborted) element.src = video.url
  }
  void hasManifest(video.streamUrl, stopping.signal).then(async isStream => {
    if (!isStream) return playFile()
    if (!('MediaSource' in window || 'ManagedMediaSource' in window)) {
      // Older iPhones have no MediaSource, but Safari plays HLS there itself.
      element.src = video.streamUrl
      return
    }
    const part = await import('hls.js/light').catch(() => null)
    if (!part) return playFile()
    if (stopping.signal.aborted) return
    const Hls = part.default
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
    // Without this, browsers keep the buffer and the connection of the last video.
    element.load()
  }
}

async function hasManifest(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS)
    const response = await fetch(url, { signal: AbortSignal.any([signal, patience]) })
    // The body is always read: browsers report an answer that was not read as a failed request.
    const text = await response.text()
    return response.status === 200 && text.startsWith('#EXTM3U')
  } catch {
    return false
  }
}
