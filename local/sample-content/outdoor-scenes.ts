import { add, chance, clamp, type Light, mix, noise, rgb, step, toLine } from './drawing.ts'

/** A low sun over seven rows of swell, its light broken on the water. */
export function oceanWaves(x: number, y: number, t: number): Light {
  const toSun = Math.hypot(x - 0.5, y - 0.66)
  let light = mix(rgb(0x223a7a), rgb(0xffa46b), step(0.0, 0.78, y) ** 1.4)
  light = add(light, rgb(0xff7b4a), 0.45 * glow(toSun, 0.16))
  light = mix(light, rgb(0xfff0c2), step(0.142, 0.136, toSun))
  for (let row = 0; row < 8; row += 1) {
    const depth = row / 7
    const crest =
      0.74 +
      row * 0.042 +
      depth * depth * 0.66 +
      (0.006 + 0.03 * depth) *
        (Math.sin(x * (22 - 13 * depth) + t * (1.1 + 0.5 * depth) + row * 2.1) +
          0.5 * Math.sin(x * (41 - 22 * depth) - t * 1.7 + row * 4.7))
    if (y < crest) continue
    const below = (y - crest) / (0.06 + 0.2 * depth)
    light = mix(rgb(0xe98a66), rgb(0x0b5f86), step(0, 0.32, depth))
    light = mix(light, rgb(0x06284f), depth * 0.75)
    light = mix(light, rgb(0x021632), clamp(below) * 0.45)
    light = mix(light, rgb(0xd8fbff), step(0.05, 0.0, below) * (0.25 + 0.5 * depth))
    const path = step(0.2 + 0.12 * depth, 0, Math.abs(x - 0.5))
    light = add(light, rgb(0xffb27a), path * 0.4 * step(0.55, 0.85, noise(x * 26, y * 90 - t * 2)))
  }
  return light
}

/** Dawn hills going by, and a runner in front of them. */
export function sunriseRun(x: number, y: number, t: number): Light {
  const sunY = 1.02 - 0.09 * t
  const toSun = Math.hypot(x - 0.64, y - sunY)
  let light = mix(rgb(0x4a3f86), rgb(0xffc07a), step(0.05, 1.05, y))
  light = add(light, rgb(0xff8a5c), 0.4 * glow(toSun, 0.2))
  light = mix(light, rgb(0xfff3c9), step(0.126, 0.12, toSun))
  const hills: [height: number, speed: number, size: number, colour: number][] = [
    [0.94, 0.03, 0.2, 0xc46f74],
    [1.08, 0.07, 0.16, 0x8d4a6b],
    [1.22, 0.14, 0.1, 0x57315a],
  ]
  for (const [height, speed, size, colour] of hills) {
    const far = x + t * speed
    const top = height - size * (noise(far * 3.1 + height * 40) - 0.4) - 0.02 * Math.sin(far * 19)
    if (y > top) light = mix(rgb(colour), rgb(0xffb183), 0.35 * step(0.05, 0, y - top))
  }
  if (y > 1.33) light = mix(rgb(0x33203f), rgb(0x1c1228), step(1.33, 1.7, y))
  const dash = (x + t * 0.42) % 0.34
  if (y > 1.445 && y < 1.46 && dash < 0.17) light = rgb(0xffd9a0)
  return runnerDistance(x - 0.36, y - 1.13, t * 8.2) < 0 ? rgb(0x190d22) : light
}

/** Green and violet curtains over a snowy ridge, doubled in a lake. */
export function northernLights(x: number, y: number, t: number): Light {
  const shore = 1.2
  const isLake = y > shore
  const ripple = isLake ? 0.012 * Math.sin(y * 90 + t * 3) : 0
  const light = arcticSky(x + ripple, isLake ? 2 * shore - y : y, t)
  return isLake ? mix(light, rgb(0x04101f), 0.35) : light
}

/** Dunes in evening light, sand drifting off the crests. */
export function duneDusk(x: number, y: number, t: number): Light {
  let light = mix(rgb(0x35509a), rgb(0xffc9a3), step(0.05, 0.9, y))
  const toMoon = Math.hypot(x - 0.28, y - 0.3)
  light = add(light, rgb(0xfff1dc), 0.2 * glow(toMoon, 0.08))
  light = mix(
    light,
    rgb(0xfffaf0),
    step(0.064, 0.06, toMoon) * step(0.058, 0.064, Math.hypot(x - 0.25, y - 0.285)),
  )
  for (let row = 0; row < 5; row += 1) {
    const far = x * (1.9 - 0.24 * row) + t * (0.02 + 0.025 * row) + row * 3.7
    const wave = Math.sin(far * 3.1) + 0.35 * Math.sin(far * 7.3 + row)
    const crest = 0.8 + row * 0.2 - (0.05 + 0.02 * row) * wave
    if (y < crest) {
      const drift = step(0.03, 0, crest - y) * noise(x * 40 - t * 9, y * 30)
      light = mix(light, rgb(0xffe2bd), 0.35 * drift)
      continue
    }
    const lit = step(-0.5, 0.7, Math.cos(far * 3.1) + 0.5 * Math.cos(far * 7.3 + row) - (y - crest) * 2.2)
    const depth = row / 4
    const ripples = 0.05 * Math.sin((y - crest) * 150 + 10 * noise(far * 5, y * 6)) * depth
    light = mix(
      mix(rgb(0xa3607a), rgb(0x51263f), depth),
      mix(rgb(0xf5b38a), rgb(0xe9823f), depth),
      lit + ripples,
    )
  }
  return light
}

function glow(distance: number, radius: number): number {
  return 1 / (1 + (distance / radius) ** 2)
}

/** The distance to the silhouette of a runner, below 0 inside it. The hips are at the origin. */
function runnerDistance(x: number, y: number, phase: number): number {
  const py = y - 0.012 * Math.abs(Math.sin(phase))
  const shoulder = [0.03, -0.15] as const
  let nearest = Math.min(Math.hypot(x - 0.052, py + 0.222) - 0.036, toLine(x, py, [0, 0], shoulder) - 0.032)
  for (const side of [0, Math.PI]) {
    const leg = 0.75 * Math.sin(phase + side)
    const bend = leg - 0.55 - 0.55 * Math.cos(phase + side)
    const knee = [0.1 * Math.sin(leg), 0.1 * Math.cos(leg)] as const
    const foot = [knee[0] + 0.11 * Math.sin(bend), knee[1] + 0.11 * Math.cos(bend)] as const
    const arm = -0.8 * Math.sin(phase + side)
    const elbow = [shoulder[0] + 0.07 * Math.sin(arm), shoulder[1] + 0.07 * Math.cos(arm)] as const
    const hand = [elbow[0] + 0.07 * Math.sin(arm + 1.4), elbow[1] + 0.07 * Math.cos(arm + 1.4)] as const
    nearest = Math.min(nearest, toLine(x, py, [0, 0], knee) - 0.021, toLine(x, py, knee, foot) - 0.016)
    nearest = Math.min(nearest, toLine(x, py, shoulder, elbow) - 0.014, toLine(x, py, elbow, hand) - 0.012)
  }
  return nearest
}

function arcticSky(x: number, y: number, t: number): Light {
  let light = mix(rgb(0x050a1e), rgb(0x10304a), step(0.2, 1.3, y))
  const star = chance(Math.floor(x * 120), Math.floor(y * 120))
  if (star > 0.9965) light = add(light, [1, 1, 1], 0.35 + 0.4 * Math.sin(t * 3 + star * 9000))
  for (let curtain = 0; curtain < 3; curtain += 1) {
    const fold =
      0.11 * Math.sin(x * 5 + t * 0.5 + curtain * 2) + 0.05 * Math.sin(x * 13 - t * 0.7 + curtain * 5)
    const foot = 0.66 + curtain * 0.15 + fold
    const rise = foot - y
    const streak = 0.45 + 0.55 * noise(x * 26 + 2.5 * fold * 10, t * 0.7 + curtain * 9)
    const strength = rise > 0 ? Math.exp(-rise * 3.4) : Math.exp(rise * 26)
    const colour = mix(rgb(0x2dffa0), rgb(0xa14dff), step(0.05, 0.5, rise))
    light = add(light, colour, 0.55 * strength * streak)
  }
  const ridge = 1.14 - 0.3 * noise(x * 3.4 + 3) - 0.07 * noise(x * 12) - 0.025 * noise(x * 40)
  if (y < ridge) return light
  const snow = step(0.16, 0.0, y - ridge) * step(0.3, 0.7, noise(x * 18 + y * 14, y * 16))
  return mix(rgb(0x081423), rgb(0x9fd8d0), 0.75 * snow)
}
