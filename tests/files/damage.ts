type Bytes = Buffer<ArrayBuffer>

/** A number from 0 to 1, always the same sequence for the same seed. */
export type Random = () => number

/** mulberry32: enough to choose damage, and a failure can be repeated. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Ways in which files break on the way, each from a whole file. */
export const DAMAGES: Record<string, (bytes: Bytes, random: Random) => Bytes> = {
  cut: (bytes, random) => bytes.subarray(0, 1 + Math.floor(random() * (bytes.length - 1))),

  'one bit': (bytes, random) => flipped(bytes, 1, random),

  'many bits': (bytes, random) => flipped(bytes, 5 + Math.floor(random() * 60), random),

  'bits of its headers': (bytes, random) =>
    flipped(bytes, 1 + Math.floor(random() * 12), () => random() ** 6),

  'a wrong length'(bytes, random) {
    const boxes = [
      ...bytes.toString('latin1').matchAll(/moov|trak|mdia|stbl|stsz|stco|mdat|moof|traf|mdhd|mvhd/g),
    ]
    const changed = Buffer.from(bytes)
    const at = boxes[Math.floor(random() * boxes.length)]?.index ?? 8 + Math.floor(random() * 60)
    const lengths = [0, 1, 7, 8, 0x7fffffff, 0xffffffff, Math.floor(random() * bytes.length * 2)]
    changed.writeUInt32BE(lengths[Math.floor(random() * lengths.length)] ?? 0, Math.max(0, at - 4))
    return changed
  },

  'a hole of zeros'(bytes, random) {
    const changed = Buffer.from(bytes)
    const at = Math.floor(random() * bytes.length)
    return changed.fill(0, at, Math.min(changed.length, at + 1 + Math.floor(random() * 2_000)))
  },

  'a piece missing'(bytes, random) {
    const at = Math.floor(random() * bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 2_000))])
  },
}

function flipped(bytes: Bytes, bits: number, random: Random): Bytes {
  const changed = Buffer.from(bytes)
  for (let bit = 0; bit < bits; bit += 1) {
    const at = Math.floor(random() * changed.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  }
  return changed
}
