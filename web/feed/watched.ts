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

/** How many seconds they are together. */
export function secondsIn(parts: Parts): number {
  return parts.reduce((sum, [from, to]) => sum + to - from, 0)
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
