const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** What the clocks of a time zone show at a moment, as date fields take it: `2026-11-22T18:00`. */
export function clockTime(moment: number, timeZone: string): string {
  // Swedes write dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return format.format(moment).replace(' ', 'T')
}

/**
 * The moment when the clocks of a time zone show this, in milliseconds; the first one if they are put back over it.
 * @returns null if they never show it, because they are put forward over it
 */
export function momentOf(shown: string, timeZone: string): number | null {
  const inUtc = Date.parse(`${shown}Z`)
  if (Number.isNaN(inUtc)) return null
  // Clocks are changed at most once in two days.
  const moments = [inUtc - DAY, inUtc + DAY].map(near => inUtc - offsetAt(near, timeZone))
  return moments.find(moment => clockTime(moment, timeZone) === shown) ?? null
}

/** A moment in words, such as `Sunday, November 22, 2026 at 6:00 PM`. */
export function momentText(moment: number, timeZone: string, dateStyle: 'full' | 'medium' = 'full'): string {
  const options = { timeZone, dateStyle, timeStyle: 'short' } as const
  return new Intl.DateTimeFormat(navigator.language, options).format(moment)
}

function offsetAt(moment: number, timeZone: string): number {
  const minute = Math.floor(moment / MINUTE) * MINUTE
  return Date.parse(`${clockTime(minute, timeZone)}Z`) - minute
}
