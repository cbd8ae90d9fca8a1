import { type ActivityKind, HALF_LIFE_HOURS, WEIGHTS } from '#domains/trends/weights.ts'

const HALF_LIFE_MILLISECONDS = HALF_LIFE_HOURS * 60 * 60 * 1_000

/*
 * Forward decay: instead of making old activity lighter, later activity is made heavier. The score of a reel is
 * log2 Σ weight · 2^(time / half-life), so it changes only if something happens, and the order of two reels never changes by
 * itself. Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay (ICDE 2009), https://doi.org/10.1109/ICDE.2009.65
 */

/** The score of one activity alone. */
export function scoreOf(kind: ActivityKind, at: Date): number {
  return Math.log2(WEIGHTS[kind]) + at.getTime() / HALF_LIFE_MILLISECONDS
}

/** The score of several together, at least one, in any order. */
export function addUp(scores: readonly number[]): number {
  const largest = scores.reduce((a, b) => Math.max(a, b))
  return largest + Math.log2(scores.reduce((sum, score) => sum + 2 ** (score - largest), 0))
}
