/** The seed of this run, which is printed at its end. `TRUST_SEED=<seed> npm run test:trust` repeats the run. */
export function trustSeed(): number {
  return Number(process.env['TRUST_SEED'] ?? 1)
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export interface Chance {
  next(): number
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number
  one<T>(of: readonly T[]): T
}

/** @param name gives each test its own numbers, so that they do not depend on which other tests run */
export function chance(name: string, seed = trustSeed()): Chance {
  let state = seed
  for (const letter of name) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x9e3779b1)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    next,
    below,
    one(of) {
      const index = below(of.length)
      const found = of[index]
      if (index >= of.length || found === undefined) throw new Error('There is nothing to choose from')
      return found
    },
  }
}
