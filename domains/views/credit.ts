import type { CountedPlay, Play, ViewMark } from '#domains/views/model.ts'
import { hasSlot, hundredthsIn, setSlot, setSlots, type Words } from '#domains/views/slots.ts'

/** What counts as a play, as a view and as a complete one: docs/views.md says the same to partners and viewers. */
const PLAY_MILLISECONDS = 1_000
const VIEW_MILLISECONDS = 3_000
const COMPLETE = 0.95

// A player can run at twice the speed, and clocks differ a little.
const FASTEST = 2
const SLACK_MILLISECONDS = 1_000
/** What the first beacon of a viewer can tell: it is sent after three seconds, and may be lost. */
const FIRST_MILLISECONDS = 10_000

/** What is counted of a play, and what of its viewer, so far. */
export interface Counted {
  play: Pick<CountedPlay, 'watched' | 'slots' | 'isComplete'> | null
  mark: Pick<ViewMark, 'shownAt' | 'firstAt' | 'milliseconds' | 'isView'> | null
}

/** What a play adds to the statistics, and what is counted of it and of its viewer then. */
export interface Credit {
  counts: { plays: number; views: number; milliseconds: number; completions: number }
  retention: number[]
  play: NonNullable<Counted['play']>
  mark: NonNullable<Counted['mark']>
}

type Watched = Pick<Play, 'watched' | 'slots' | 'slotMilliseconds' | 'shownAt' | 'firstAt' | 'lastAt'>

/** What a play adds to what is counted of it already; null if that is nothing. */
export function creditOf(watched: Watched, { play, mark: known }: Counted): Credit | null {
  const { slots: count, slotMilliseconds, shownAt, firstAt } = watched
  const mark = known ?? { shownAt, firstAt, milliseconds: 0, isView: false }
  const half = (count * slotMilliseconds) / 2
  const before = play ?? { watched: {}, slots: 0, isComplete: false }
  const budget = Math.min(
    budgetOfPlay(watched) - before.slots * slotMilliseconds,
    budgetOfViewer(mark, watched.lastAt) - mark.milliseconds,
  )
  const fresh = setSlots(watched.watched, { count }).filter(slot => !hasSlot(before.watched, slot))
  const taken = fresh.slice(0, Math.max(0, Math.floor(budget / slotMilliseconds)))
  const slots = before.slots + taken.length
  if (taken.length === 0 || slots * slotMilliseconds < Math.min(PLAY_MILLISECONDS, half)) return null
  const milliseconds = mark.milliseconds + taken.length * slotMilliseconds
  const isView = mark.isView || milliseconds >= Math.min(VIEW_MILLISECONDS, half)
  const isComplete = slots >= COMPLETE * count
  return {
    counts: {
      plays: play ? 0 : 1,
      // [99 one-view] However often somebody watches on one day.
      views: isView && !mark.isView ? 1 : 0,
      milliseconds: taken.length * slotMilliseconds,
      completions: isComplete && !before.isComplete ? 1 : 0,
    },
    retention: hundredthsIn(taken, { count }),
    play: { watched: withSlots(before.watched, taken), slots, isComplete },
    mark: { ...mark, milliseconds, isView },
  }
}

/** How much one play can be. */
function budgetOfPlay({ shownAt, lastAt }: Watched): number {
  // [100 passed] Nobody has watched for an hour what was shown to them five seconds ago.
  return FASTEST * (lastAt.getTime() - shownAt.getTime()) + SLACK_MILLISECONDS
}

/** How much all plays of a viewer, a reel and a day can be together: time passes once, however many play at once. */
function budgetOfViewer({ shownAt, firstAt }: NonNullable<Counted['mark']>, now: Date): number {
  // [100 together] A ticket is good for any number of plays.
  return Math.min(
    now.getTime() - shownAt.getTime() + SLACK_MILLISECONDS,
    now.getTime() - firstAt.getTime() + FIRST_MILLISECONDS,
  )
}

function withSlots(words: Words, slots: readonly number[]): Words {
  const all = { ...words }
  for (const slot of slots) setSlot(all, slot)
  return all
}
