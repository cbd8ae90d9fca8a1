/** The median of repeated measurements, and the quartiles on each side of it. */
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
 * The spread of the ratios of values that were measured in turns. If the machine is slow for a while, both sides of a
 * ratio are.
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
