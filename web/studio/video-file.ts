import { type Limits, readLimits } from '../api/limits.ts'
import { sizeText } from '../ui/amounts.ts'

type VideoLimits = Limits['video']

/** What file dialogs offer. */
export const VIDEO_TYPES = 'video/mp4,video/quicktime,video/webm'

/** What the browser has read of a video. A recording may not say how long it is: its length is null. */
export interface VideoFacts {
  width: number
  height: number
  seconds: number | null
}

type Inspection = { ok: true; facts: VideoFacts } | { ok: false; refusal: string }

/** What a partner should know before choosing a file: `Up to 105 MB`. */
export function limitText({ maxDirectBytes }: VideoLimits): string {
  return `Up to ${sizeText(maxDirectBytes)}`
}

/** Plays a file to see whether it is a video that viewers can watch. Nothing is sent. */
export async function inspectVideo(file: File): Promise<Inspection> {
  const limits = await readLimits()
  const refusal = limits.ok ? refusalOf(file, limits.data.video) : null
  return refusal === null ? play(file) : { ok: false, refusal }
}

/** Why the API would refuse this file, as far as its type and size show. Null if it would not. */
export function refusalOf({ type, size }: Pick<File, 'type' | 'size'>, video: VideoLimits): string | null {
  if (!video.acceptedTypes.includes(type)) return 'This is not an MP4, MOV or WebM video.'
  if (size > video.maxDirectBytes) {
    return `This video is ${sizeText(size)}. The limit is ${sizeText(video.maxDirectBytes)}.`
  }
  return size === 0 ? 'This file is empty.' : null
}

/** A video that was chosen, in words: `9 MB · 0:12 · 1080 × 1920`. */
export function factsText({ size }: Pick<File, 'size'>, { width, height, seconds }: VideoFacts): string {
  const length = seconds === null ? [] : [lengthText(seconds)]
  return [sizeText(size), ...length, `${width} × ${height}`].join(' · ')
}

/** `0:12`, `61:05`. */
function lengthText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

const UNPLAYABLE =
  'This browser cannot play this file. It may be damaged, or in a format such as HEVC. Save it as an MP4 with H.264 first.'
const NO_PICTURES =
  'This file has no pictures that this browser can show. Save it as an MP4 with H.264 first.'

async function play(file: File): Promise<Inspection> {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.src = URL.createObjectURL(file)
  try {
    await playing(video)
    const { videoWidth: width, videoHeight: height, duration } = video
    if (width === 0) return { ok: false, refusal: NO_PICTURES }
    const seconds = Number.isFinite(duration) ? duration : null
    return { ok: true, facts: { width, height, seconds } }
  } catch {
    return { ok: false, refusal: UNPLAYABLE }
  } finally {
    URL.revokeObjectURL(video.src)
    video.removeAttribute('src')
    video.load()
  }
}

/** Resolves when the first picture is there. @throws if the file cannot be played */
function playing(video: HTMLVideoElement): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  video.addEventListener('loadeddata', () => resolve(), { once: true })
  video.addEventListener('error', () => reject(video.error), { once: true })
  // Some phones read nothing of a video until it plays. Whether they allow that says nothing about the file.
  video.play().catch(() => {})
  return promise
}
