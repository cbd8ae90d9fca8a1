/** The pieces of equal length that a video is counted in. */
export interface Slots {
  count: number
  milliseconds: number
}

/** Of the words, `{ '0': 0b101 }`: each is 32 bits, a bit for each slot that was watched. */
export type Words = Record<string, number>

/** A pair: from and to, in seconds of the video. */
export type Interval = readonly number[]

const SHORTEST_MILLISECONDS = 100
const MOST_SLOTS = 1_280
const BITS = 32

/** Tenths of a second up to two minutes; a longer video has longer slots, so that no play is long to store. */
export function slotsOf(durationSeconds: number): Slots {
  const whole = durationSeconds * 1_000
  const milliseconds = Math.max(SHORTEST_MILLISECONDS, Math.ceil(whole / MOST_SLOTS))
  return { count: Math.max(1, Math.round(whole / milliseconds)), milliseconds }
}

/** The slots whose middle was watched. */
export function wordsOf(watched: readonly Interval[], { count, milliseconds }: Slots): Words {
  const words: Words = {}
  const firstFrom = (seconds: number) => Math.max(0, Math.ceil((seconds * 1_000) / milliseconds - 0.5))
  for (const [from = 0, to = 0] of watched) {
    const end = Math.min(count, firstFrom(to))
    for (let slot = firstFrom(from); slot < end; slot += 1) setSlot(words, slot)
  }
  return words
}

export function hasSlot(words: Words, slot: number): boolean {
  return ((words[Math.floor(slot / BITS)] ?? 0) & (1 << (slot % BITS))) !== 0
}

export function setSlot(words: Words, slot: number): void {
  const word = Math.floor(slot / BITS)
  words[word] = (words[word] ?? 0) | (1 << (slot % BITS))
}

/** Which slots are set, in order. */
export function setSlots(words: Words, { count }: Pick<Slots, 'count'>): number[] {
  return Array.from({ length: count }, (_, slot) => slot).filter(slot => hasSlot(words, slot))
}

/** The hundredths of a video whose middle is in one of these slots. */
export function hundredthsIn(slots: readonly number[], { count }: Pick<Slots, 'count'>): number[] {
  const wanted = new Set(slots)
  const middleOf = (hundredth: number) => Math.floor(((hundredth + 0.5) * count) / 100)
  return Array.from({ length: 100 }, (_, hundredth) => hundredth).filter(each => wanted.has(middleOf(each)))
}
