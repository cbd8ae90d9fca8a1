/** Parts of a video in seconds: from and to. */
export type Parts = readonly (readonly [number, number])[]

// A video tells where it is four times a second; a slow device less often.
const LONGEST_STEP_SECONDS = 1.5
const MOST_PARTS = 200

/** Follows what was played of a video since now, by where it says that it is. */
export function followParts() {
  const closed: [number, number][] = []
  let open: [number, number] | null = null

  return {
    /** The video is at this second. If it is further away than it can have played, somebody has moved it. */
    at(seconds: number): void {
      if (open && seconds >= open[1] && seconds - open[1] <= LONGEST_STEP_SECONDS) open[1] = seconds
      else {
        this.stop()
        open = [seconds, seconds]
      }
    },
    /** It does not play on from where it was. */
    stop(): void {
      if (open && open[1] > open[0]) closed.push(open)
      open = null
    },
    parts(): Parts {
      return joined(open ? [...closed, open] : closed)
    },
  }
}

// The API divides a video into tenths of a second, or into this many pieces if it is longer than they are together.
const SHORTEST_PIECE_SECONDS = 0.1
const MOST_PIECES = 1_280
/** By how much a part may be shorter than it was, once its ends are rounded. */
const ROUNDED_SECONDS = 0.01

/**
 * Whether the API counts parts as this many seconds. It counts the pieces whose middle was watched, so that each part may
 * count for up to one piece less than it is long.
 */
export function isCountedAs(seconds: number, parts: Parts, durationSeconds: number): boolean {
  const piece = Math.max(SHORTEST_PIECE_SECONDS, durationSeconds / MOST_PIECES) + 0.001
  const counted = parts.reduce((sum, [from, to]) => sum + Math.max(0, to - from - piece - ROUNDED_SECONDS), 0)
  // Pieces are whole, so that all of them may be half a piece longer than the video.
  return counted >= Math.min(seconds, (durationSeconds + piece / 2) / 2)
}

/** Parts that touch each other are one: a video that is watched ten times is told as briefly as once. */
function joined(parts: Parts): Parts {
  const all: [number, number][] = []
  for (const [from, to] of parts.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else all.push([from, to])
  }
  const round = (seconds: number) => Math.round(seconds * 100) / 100
  return all
    .slice(0, MOST_PARTS)
    .map(([from, to]): [number, number] => [round(from), round(to)])
    .filter(([from, to]) => to > from)
}
