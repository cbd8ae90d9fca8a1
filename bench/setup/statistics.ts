/** What repeated measuring gave: the middle value, and the quarter of all values on each side of it. */
export interface Spread {
  median: number
  low: number
  high: number
  runs: number
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
    runs: values.length,
  }
}

/**
 * How many times as much, from values that were taken in turns: the spread of the ratios of each turn, so that
 * what slows the machine down for a while slows both sides of a ratio.
 */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread {
  if (values.length !== others.length) throw new Error('Both are measured in every round')
  return spreadOf(values.map((value, round) => value / (others[round] ?? Number.NaN)))
}

/** By linear interpolation between the two nearest values. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * part
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}
