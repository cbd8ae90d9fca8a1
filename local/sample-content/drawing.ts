/** Red, green and blue, each 0 to 1. Values above 1 are clipped. */
export type Light = [red: number, green: number, blue: number]

/** Colours one point of a frame. `x` 0 to 1, `y` 0 (top) to 16/9, `t` seconds. */
export type Scene = (x: number, y: number, t: number) => Light

export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(high, Math.max(low, value))
}

/** 0 below `from`, 1 above `to`, and smooth between them. Falls instead of rising if `from` is the larger. */
export function step(from: number, to: number, value: number): number {
  const s = clamp((value - from) / (to - from))
  return s * s * (3 - 2 * s)
}

export function mix(a: Light, b: Light, share: number): Light {
  const s = clamp(share)
  return [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s]
}

export function add(a: Light, b: Light, amount = 1): Light {
  return [a[0] + b[0] * amount, a[1] + b[1] * amount, a[2] + b[2] * amount]
}

/** Light from `0xrrggbb`. */
export function rgb(hex: number): Light {
  return [(hex >> 16) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255]
}

/** A number from 0 to 1 that looks random but is always the same for the same pair. */
export function chance(a: number, b = 0): number {
  const s = Math.sin(a * 127.1 + b * 311.7) * 43758.5453
  return s - Math.floor(s)
}

/** Smooth noise, 0 to 1. */
export function noise(x: number, y = 0): number {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  const u = step(0, 1, x - column)
  const v = step(0, 1, y - row)
  const top = chance(column, row) * (1 - u) + chance(column + 1, row) * u
  const bottom = chance(column, row + 1) * (1 - u) + chance(column + 1, row + 1) * u
  return top * (1 - v) + bottom * v
}

/** Distance from a point to the line between two others. */
export function toLine(
  px: number,
  py: number,
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
): number {
  const [dx, dy] = [bx - ax, by - ay]
  const share = clamp(((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy))
  return Math.hypot(px - ax - dx * share, py - ay - dy * share)
}
