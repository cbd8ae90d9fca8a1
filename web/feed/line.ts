import { effect, signal } from '@preact/signals'

// A slow line carries one thing at a time: first the picture of the first reel, then its video, then the rest.

/** The first picture is shown, or it is not waited for any longer. From then on videos are fetched. */
export const hasPicture = signal(false)

/** A video has its first frame. From then on the controls are fetched. */
export const hasVideo = signal(false)

/** The reel whose video has enough to go on for a while. From then on the next one is fetched. */
export const ahead = signal<string | null>(null)

/** A picture that does not come must not keep a video from playing. */
const PATIENCE_MILLISECONDS = 3_000
const LONGEST_MILLISECONDS = 10_000

/** From now on the first picture is waited for. */
export function expectPicture(): void {
  setTimeout(showsPicture, PATIENCE_MILLISECONDS)
}

export function showsPicture(): void {
  hasPicture.value = true
}

/** Waits for a moment of the first video. It may never come, such as after an outage. */
export function moment(hasCome: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const stop = effect(() => {
      if (hasCome()) resolve()
    })
    setTimeout(() => {
      stop()
      resolve()
    }, LONGEST_MILLISECONDS)
  })
}
