import type { Reel } from '#client'
import { mayHaveEnded, renewalIn } from './renewal.ts'
import { playStream, streamState } from './stream.ts'

export type Video = NonNullable<Reel['video']>

/** Stops playing and frees memory and connections. */
export type Detach = () => void

/**
 * Why nothing plays. `unknown-format`: this browser does not know the format of the file, or the file is damaged.
 * `being-made`: the same, but there will be a stream, which is waited for. `unreachable`: neither file nor stream came.
 */
export type Trouble = 'unknown-format' | 'being-made' | 'unreachable'

interface Told {
  trouble(trouble: Trouble | null): void
  /** Gives the video with new addresses, or null if there are none now. */
  renew(): Promise<Video | null>
}

// After this time the file is played: a better stream is not worth a longer wait.
const PATIENCE_MILLISECONDS = 1_500

// For a stream that is the only thing that this browser may be able to play.
const ASK_AGAIN_MILLISECONDS = 2_000
const LONGEST_WAIT_MILLISECONDS = 5 * 60_000

/**
 * Gives a video element its source: the adaptive stream if there is one already, otherwise the file. If the one cannot be
 * played, the other is: a stream is encoded again, so that it plays even if the format of the file is unknown here.
 * Before its addresses end they are renewed, and the video goes on at the same second.
 */
export function attachSource(element: HTMLVideoElement, first: Video, { trouble, renew }: Told): Detach {
  const stopping = new AbortController()
  const { signal } = stopping
  let video = first
  let source: 'stream' | 'file' | null = null
  const failed = { stream: false, file: false }
  let endStream = () => {}
  let reached = 0
  let renewal: ReturnType<typeof setTimeout> | undefined
  let renewedAt = 0

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
    reached = from
    element.src = video.url
    if (from > 0) element.currentTime = from
  }

  async function startStream(from: number): Promise<void> {
    if (signal.aborted || video.streamUrl === null) return
    source = 'stream'
    reached = from
    const onFailure = () => void streamFailed()
    const end = await playStream(element, video.streamUrl, { from, signal, onFailure })
    if (end === false) return streamFailed()
    if (signal.aborted) end()
    else endStream = end
  }

  async function streamFailed(): Promise<void> {
    if (signal.aborted || failed.stream) return
    const at = stop()
    if (mayHaveEnded(video.expiresAt, Date.now()) && (await goesOn(video.streamUrl, 'stream', at))) return
    failed.stream = true
    if (failed.file) trouble('unknown-format')
    else startFile(at)
  }

  async function fileFailed(isFormat: boolean): Promise<void> {
    const at = stop()
    if (!isFormat && (await goesOn(video.url, 'file', at))) return
    failed.file = true
    const isKnown = isFormat || (await statusOf(video.url, signal)) === 200
    if (!failed.stream && isKnown && (await streamComes())) {
      trouble(null)
      return startStream(at)
    }
    if (!signal.aborted) trouble(isKnown ? 'unknown-format' : 'unreachable')
  }

  /** If an address has ended before its time, such as by a wrong clock, the video goes on with another one. */
  async function goesOn(url: string | null, playing: 'stream' | 'file', at: number): Promise<boolean> {
    const isEarly = Date.now() - renewedAt < SHORTEST_MILLISECONDS
    // [69 refused] A clock was wrong, or the device was asleep.
    if (isEarly || (await statusOf(url, signal)) !== 401) return false
    return takeNewAddresses(playing, at)
  }

  async function takeNewAddresses(wasPlaying: 'stream' | 'file' | null, at?: number): Promise<boolean> {
    const fresh = await renew()
    if (signal.aborted) return true
    if (!fresh) return false
    const isSame = fresh.access === video.access
    video = fresh
    renewedAt = Date.now()
    planRenewal()
    // Whatever else may be played now is another video, for another attempt.
    if (!isSame) return true
    const from = at ?? (wasPlaying ? stop() : 0)
    if (wasPlaying === 'file') startFile(from)
    else if (wasPlaying === 'stream') await startStream(from)
    return true
  }

  function planRenewal(): void {
    clearTimeout(renewal)
    renewal = setTimeout(
      async () => {
        if (!(await takeNewAddresses(source))) planRenewal()
      },
      renewalIn(video.expiresAt, Date.now()),
    )
  }

  /** @returns the second that was reached */
  function stop(): number {
    source = null
    endStream()
    endStream = () => {}
    element.removeAttribute('src')
    // Without this, browsers keep the buffer and the connection of the last video.
    element.load()
    return reached
  }

  async function streamComes(): Promise<boolean> {
    const until = Date.now() + LONGEST_WAIT_MILLISECONDS
    for (;;) {
      const state = await streamState(video.streamUrl, signal)
      if (signal.aborted || state !== 'making' || Date.now() > until) return state === 'ready'
      trouble('being-made')
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
  element.addEventListener(
    'timeupdate',
    () => {
      // A stream that ends by a failure sets it to 0 on its way.
      if (source && element.readyState > 0) reached = element.currentTime
    },
    { signal },
  )
  void begin()
  // [69 in-time] Nobody has to reload the page to go on.
  planRenewal()
  return () => {
    stopping.abort()
    clearTimeout(renewal)
    stop()
  }
}

/** New addresses that are refused at once would be asked for again and again. */
const SHORTEST_MILLISECONDS = 2_000

/** 0 if nothing answers. */
async function statusOf(url: string | null, signal: AbortSignal): Promise<number> {
  if (url === null) return 0
  try {
    const response = await fetch(url, { method: url.includes('.m3u8') ? 'GET' : 'HEAD', signal })
    // The body is always read: browsers report an answer that was not read as a failed request.
    await response.text()
    return response.status
  } catch {
    return 0
  }
}
