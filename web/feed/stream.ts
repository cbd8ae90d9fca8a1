// A short buffer is enough: most people swipe on before the end.
const AHEAD_SECONDS = 12

// hls.js would wait for minutes for parts that do not come. There is still the file.
const PATIENCE = {
  maxTimeToFirstByteMs: 10_000,
  maxLoadTimeMs: 60_000,
  timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
  errorRetry: { maxNumRetry: 3, retryDelayMs: 500, maxRetryDelayMs: 2_000 },
}

/** `making`: the media service makes a stream when it is first asked for it, and answers 202 until it is made. */
type StreamState = 'ready' | 'making' | 'missing'

/** Whether there is an adaptive stream at this address; `missing` also if nobody answers. */
export async function streamState(url: string | null, signal: AbortSignal): Promise<StreamState> {
  if (url === null) return 'missing'
  try {
    const response = await fetch(url, { signal })
    // The body is always read: browsers report an answer that was not read as a failed request.
    const text = await response.text()
    if (response.status === 202) return 'making'
    return response.status === 200 && text.startsWith('#EXTM3U') ? 'ready' : 'missing'
  } catch {
    return 'missing'
  }
}

/**
 * Plays a stream in a video element from this second on. Calls `onFailure` once if the stream cannot be played, such as
 * when its parts are missing.
 * @returns ends the stream; false if this browser cannot play streams now
 */
export async function playStream(
  element: HTMLVideoElement,
  url: string,
  { from, signal, onFailure }: { from: number; signal: AbortSignal; onFailure: () => void },
): Promise<(() => void) | false> {
  if (!('MediaSource' in window || 'ManagedMediaSource' in window)) {
    // Older iPhones have no MediaSource, but Safari plays HLS there itself.
    element.src = url
    return () => {}
  }
  // The network can be cut while this part of the player loads. Then the file is played.
  const part = await import('hls.js/light').catch(() => null)
  if (!part || signal.aborted) return false
  const Hls = part.default
  const hls = new Hls({
    capLevelToPlayerSize: true,
    maxBufferLength: AHEAD_SECONDS,
    maxMaxBufferLength: AHEAD_SECONDS,
    backBufferLength: AHEAD_SECONDS,
    startPosition: from,
    fragLoadPolicy: { default: PATIENCE },
    playlistLoadPolicy: { default: PATIENCE },
  })
  hls.on(Hls.Events.ERROR, (_, { fatal }) => {
    if (!fatal) return
    hls.destroy()
    onFailure()
  })
  hls.loadSource(url)
  hls.attachMedia(element)
  return () => hls.destroy()
}
