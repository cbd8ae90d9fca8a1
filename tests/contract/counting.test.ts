import { expect, it } from 'vitest'
import { creditOf } from '#domains/views/credit.ts'
import { slotsOf, wordsOf } from '#domains/views/slots.ts'
import { followParts, isCountedAs } from '../../web/feed/watched.ts'

const VIEW_SECONDS = 3
const SECONDS = [0.4, 1, 2, 5.9, 6, 15.34, 60, 127.99, 128.01, 600, 3_599]

/** Of parts that are shorter than a piece of the video, no number is enough. */
const MOST_STEPS = 100

// A video that waits for its line every third of a second is watched in that many parts.
it.each(SECONDS)(
  'what the player tells as a view of %d s is counted as one, however often it waits',
  duration => {
    let times = 0
    for (let part = 0.11; part < 2; part += 0.07) {
      const watched = followParts()
      let at = 0
      // From the end it begins again, as the player does.
      for (let step = 0; !isCountedAs(VIEW_SECONDS, watched.parts(), duration); step += 1) {
        const to = Math.min(duration, at + part)
        watched.at(at)
        watched.at(to)
        if (step % 3 === 2) watched.stop()
        at = to < duration ? to + 0.013 : 0
        if (step > MOST_STEPS) break
      }
      const told = watched.parts()
      if (!isCountedAs(VIEW_SECONDS, told, duration)) continue
      expect(viewsOf(told, duration), `parts of ${part} s`).toBe(1)
      times += 1
    }
    expect(times).toBeGreaterThan(0)
  },
)

it('a view is told at most two pieces of the video later than it counts as one', () => {
  for (const duration of SECONDS.filter(seconds => seconds >= 1)) {
    const piece = slotsOf(duration).milliseconds / 1_000
    const enough = Math.min(VIEW_SECONDS, duration / 2)
    expect(isCountedAs(VIEW_SECONDS, [[0, enough + 2 * piece]], duration)).toBe(true)
    expect(isCountedAs(VIEW_SECONDS, [[0, enough]], duration)).toBe(false)
  }
})

/** What the API counts of what one viewer has watched. */
function viewsOf(told: readonly (readonly number[])[], duration: number): number {
  const { count, milliseconds } = slotsOf(duration)
  const shownAt = new Date(0)
  const lastAt = new Date(24 * 60 * 60 * 1_000)
  const watched = wordsOf(told, { count, milliseconds })
  const play = { watched, slots: count, slotMilliseconds: milliseconds, shownAt, firstAt: shownAt, lastAt }
  return creditOf(play, { play: null, mark: null })?.counts.views ?? 0
}
