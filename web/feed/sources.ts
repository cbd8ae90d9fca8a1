import type { Reel } from '#client'
import { playStream, streamState } from './stream.ts'

type Video = NonNullable<Reel['video']>

/** Stops playing and frees memory and connections. */
export type Detach = () => void

/**
 * Why nothing plays. `unknown-format`: this browser does not know the format of the file, or the file is damaged.
 * `being-made`: the same, but there will be a stream, which is waited for. `unreachable`: neither file nor stream came.
 */
export type Trouble = 'unknown-format' | 'being-made' | 'unreachable'

// After this time the file is played: a better stream is not worth a longer wait.
const PATIENCE_MILLISECONDS = 1_500

// For a stream that is the only thing that this browser may be able to play.
const ASK_AGAIN_MILLISECONDS = 2_000
const LONGEST_WAIT_MILLISECONDS = 5 * 60_000

/**
 * Gives a video element its source: the adaptive stream if there is one already, otherwise the file. If the one cannot be
 * played, the other is: a stream is encoded again, so that it plays even if the format of the file is unknown here.
 */
export function attachSource(
  element: HTMLVideoElement,
  video: Video,
  tell: (trouble: Trouble | null) => void,
): Detach {
  const stopping = new AbortController()
  const { signal } = stopping
  let source: 'stream' | 'file' | null = null
  const failed = { stream: false, file: false }
  let endStream = () => {}

  async function begin(): Promise<void> {
    // Nothing of it may be played: its poster stays.
    if (video.url === null) return
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)])
    if ((await streamState(video.streamUrl, patience)) === 'ready') await startStream(0)
    else startFile(0)
  }

  function startFile(from: number): void {
    if (signal.aborted || video.url === null) return
    source = 'file'
    element.src = video.url
    if (from > 0) element.currentTime = from
  }

  async function startStream(from: number): Promise<void> {
    if (signal.aborted || video.streamUrl === null) return
    source = 'stream'
    const onFailure = () => void streamFailed()
    const end = await playStream(element, video.streamUrl, { from, signal, onFailure })
    if (end === false) return streamFailed()
    if (signal.aborted) end()
    else endStream = end
  }

  async function streamFailed(): Promise<void> {
    if (signal.aborted || failed.stream) return
    failed.stream = true
    const at = stop()
    if (failed.file) tell('unknown-format')
    else startFile(at)
  }

  async function fileFailed(isFormat: boolean): Promise<void> {
    failed.file = true
    const at = stop()
    const isKnown = isFormat || (await isThere(video.url, signal))
    if (!failed.stream && isKnown && (await streamComes())) {
      tell(null)
      return startStream(at)
    }
    if (!signal.aborted) tell(isKnown ? 'unknown-format' : 'unreachable')
  }

  /** @returns the second that was reached */
  function stop(): number {
    const at = element.currentTime
    source = null
    endStream()
    endStream = () => {}
    element.removeAttribute('src')
    // Without this, browsers keep the buffer and the connection of the last video.
    element.load()
    return at
  }

  async function streamComes(): Promise<boolean> {
    const until = Date.now() + LONGEST_WAIT_MILLISECONDS
    for (;;) {
      const state = await streamState(video.streamUrl, signal)
      if (signal.aborted || state !== 'making' || Date.now() > until) return state === 'ready'
      tell('being-made')
      await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MILLISECONDS))
    }
  }

  element.addEventListener(
    'error',
    () => {
      if (source === 'file') void fileFailed(element.error?.code === MediaError.MEDIA_ERR_DECODE)
      else if (source === 'stream') void streamFailed()
    },
    { signal },
  )
  element.addEventListener(
    'loadeddata',
    () => {
      // It has sound that this browser knows, and pictures that it does not.
      if (source === 'file' && element.videoWidth === 0) void fileFailed(true)
    },
    { signal },
  )
  void begin()
  return () => {
    stopping.abort()
    stop()
  }
}

async function isThere(url: string | null, signal: AbortSignal): Promise<boolean> {
  if (url === null) return false
  try {
    return (await fetch(url, { method: 'HEAD', signal })).ok
  } catch {
    return false
  }
}
