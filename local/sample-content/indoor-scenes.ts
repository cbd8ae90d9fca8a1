import { add, chance, clamp, type Light, mix, noise, rgb, step } from './drawing.ts'

/** A striped sun behind a skyline, and a grid that runs towards the viewer. */
export function neonCity(x: number, y: number, t: number): Light {
  const horizon = 1.08
  if (y > horizon) {
    const depth = 0.1 / (y - horizon + 0.012)
    const line = (value: number, width: number) => step(width, 0, Math.abs(value - Math.round(value)))
    const across = line((x - 0.5) * depth * 28 + 0.5, 0.012 + 0.07 * depth)
    const along = line(depth * 12 + t * 1.5, 0.02 + 0.45 * depth * depth)
    const floor = mix(rgb(0x2a0a4a), rgb(0x0a0420), step(horizon, 1.7, y))
    return add(floor, rgb(0xff3fd0), clamp(across + along) * step(2.4, 0.3, depth) * 0.85)
  }
  let light = mix(rgb(0x0c0524), rgb(0x7a1a86), step(0.1, horizon, y))
  if (chance(Math.floor(x * 90), Math.floor(y * 90)) > 0.994)
    light = add(light, [1, 1, 1], 0.5 * step(0.8, 0.2, y))
  const toSun = Math.hypot(x - 0.5, y - 0.7)
  light = add(light, rgb(0xff3f9a), 0.35 / (1 + (toSun / 0.22) ** 2))
  const isStripe = y > 0.68 && (y - 0.68 + t * 0.012) % 0.05 < 0.012 + (y - 0.68) * 0.09
  if (toSun < 0.31 && !isStripe) light = mix(rgb(0xffe45c), rgb(0xff2f87), step(0.42, 0.98, y))
  for (const [layer, width, colour] of [
    [0, 0.085, 0x351064],
    [1, 0.13, 0x14062e],
  ] as const) {
    const shifted = x + layer * 0.37 + t * (0.006 + 0.012 * layer)
    const building = Math.floor(shifted / width)
    const top = horizon - 0.1 - (0.32 - 0.1 * layer) * chance(building, layer + 5) ** 1.3
    if (y < top) continue
    light = rgb(colour)
    const [column, row] = [Math.floor(shifted / 0.0168), Math.floor(y / 0.026)]
    const inWindow = shifted % 0.0168 > 0.006 && y % 0.026 > 0.011 && y > top + 0.02
    const lamp = chance(column + layer * 71, row)
    if (inWindow && lamp > 0.62) {
      const flicker = 0.75 + 0.25 * Math.sin(t * 5 + lamp * 400)
      light = mix(
        light,
        rgb(lamp > 0.86 ? 0x45f3ff : lamp > 0.74 ? 0xffd166 : 0xff5fc4),
        (0.55 + 0.35 * layer) * flicker,
      )
    }
    if (y < top + 0.006) light = mix(light, rgb(0xff5fc4), 0.6)
  }
  return light
}

/** Warm drops that rise, merge and part. */
export function lavaLamp(x: number, y: number, t: number): Light {
  let field = 0
  for (let drop = 0; drop < 9; drop += 1) {
    const rise = 0.9 + 0.78 * Math.sin(t * (0.4 + 0.07 * drop) + drop * 2.4)
    const sway = 0.5 + 0.26 * Math.sin(t * 0.6 + drop * 1.9)
    const radius = 0.075 + 0.05 * chance(drop, 3)
    field += radius ** 2 / ((x - sway) ** 2 + (y - rise) ** 2 + 0.0012)
  }
  field += 0.05 / (Math.max(0, 1.72 - y) ** 2 * 6 + 0.02) + 0.03 / (Math.max(0, y - 0.06) ** 2 * 6 + 0.02)
  const liquid = mix(rgb(0x3a0f5e), rgb(0xc2185b), step(0.2, 1.7, y))
  const halo = add(liquid, rgb(0xff7a3c), 0.32 * step(0.35, 1.0, field))
  const wax = mix(rgb(0xff5a2d), rgb(0xffe27a), step(1.0, 3.2, field))
  const vignette = 1 - 0.55 * step(0.25, 0.62, Math.abs(x - 0.5))
  const [red, green, blue] = mix(halo, wax, step(0.96, 1.06, field))
  return [red * vignette, green * vignette, blue * vignette]
}

/** A cup of coffee from above, with a turning rosetta of cream. */
export function latteArt(x: number, y: number, t: number): Light {
  const [px, py] = [x - 0.5, y - 0.88]
  const radius = Math.hypot(px, py)
  const plank = Math.floor((x + 0.02 * noise(y * 2)) / 0.25)
  const grain = noise(x * 34 + plank * 9, y * 3) * 0.5 + noise(x * 90, y * 5) * 0.5
  let light = mix(rgb(0x6b4630), rgb(0x9c6d4a), grain * 0.8 + 0.2 * chance(plank))
  light = mix(rgb(0x3a2417), light, step(0.0, 0.006, Math.abs((x % 0.25) - 0.002)))
  light = mix(rgb(0x2a1a10), light, 0.25 + 0.75 * step(0.4, 0.5, Math.hypot(px + 0.02, py - 0.04)))
  light = mix(light, rgb(0xf2ece2), step(0.425, 0.42, radius))
  light = mix(light, rgb(0xd9d0c2), step(0.4, 0.395, radius) * step(0.36, 0.37, radius))
  const handle = Math.abs(Math.hypot(px - 0.33, py + 0.2) - 0.09)
  light = mix(light, rgb(0xffffff), step(0.03, 0.024, handle))
  light = mix(light, rgb(0xffffff), step(0.333, 0.328, radius))
  light = mix(light, rgb(0xcfc5b6), step(0.31, 0.3, radius))
  if (radius > 0.3) return light

  const turn = Math.atan2(py, px) + 0.55 * t + 1.5 * (0.3 - radius) * Math.sin(t * 0.8)
  const leaf = Math.cos(turn * 5) * 0.5 + 0.5
  const rings = Math.sin(radius * 74 - t * 2.2 + 5 * leaf)
  const cream = step(-0.1, 0.55, rings * (0.45 + 0.55 * leaf)) * step(0.285, 0.2, radius)
  const crema = mix(rgb(0x7a4420), rgb(0xb87338), 0.5 + 0.5 * noise(px * 22 + t * 0.3, py * 22))
  const coffee = mix(crema, rgb(0x4a2610), step(0.24, 0.3, radius))
  return mix(coffee, rgb(0xfff1d8), cream)
}

/** Fireworks: each burst is one spark, repeated around its centre. */
export function festivalNight(x: number, y: number, t: number): Light {
  let light = mix(rgb(0x070a24), rgb(0x3a1a52), step(0.5, 1.7, y))
  const colours = [0xffd166, 0xff5d8f, 0x5ce1ff, 0x9bff8a, 0xc79bff]
  for (let burst = 0; burst < 15; burst += 1) {
    const age = t - burst * 0.42 + 1.2
    if (age < 0 || age > 2) continue
    const [dx, dy] = [
      x - (0.2 + 0.6 * chance(burst, 1)),
      y - (0.28 + 0.55 * chance(burst, 2)) - 0.05 * age * age,
    ]
    const sparks = 22 + 4 * (burst % 3)
    const sector = (2 * Math.PI) / sparks
    const reach = Math.hypot(dx, dy)
    const angle = Math.atan2(dy, dx) / sector
    const spark = Math.round(angle)
    const front = (0.3 + 0.07 * chance(spark, burst)) * (1 - Math.exp(-age * 2.2))
    const aside = Math.abs(angle - spark) * sector * reach
    const trail = step(front - 0.14, front, reach) * step(front + 0.008, front, reach)
    const fade = step(2, 0.7, age)
    const colour = rgb(colours[burst % colours.length] ?? 0xffffff)
    light = add(light, mix(colour, [1, 1, 1], trail * 0.4), fade * trail * step(0.0075, 0.001, aside) * 1.3)
    light = add(light, colour, (0.16 * fade) / (1 + (reach / 0.16) ** 2))
    light = add(light, [1, 1, 1], step(0.25, 0, age) / (1 + (reach / 0.03) ** 2))
  }
  return inCrowd(x, y, t) ? rgb(0x080512) : light
}

/** City lights out of focus behind a wet pane. */
export function rainyDrive(x: number, y: number, t: number): Light {
  let light = mix(rgb(0x0a1420), rgb(0x1d2c42), step(0, 1.7, y))
  const hues = [0xffb347, 0xff5e5b, 0x4dd0e1, 0xffe082, 0x7c9cff]
  for (let lamp = 0; lamp < 34; lamp += 1) {
    const speed = 0.05 + 0.13 * chance(lamp, 8)
    const px = ((chance(lamp, 4) + t * speed * (lamp % 2 === 0 ? 1 : -1) + 9) % 1.3) - 0.15
    const py = 0.22 + 1.35 * chance(lamp, 5) ** 1.2
    const size = 0.045 + 0.075 * chance(lamp, 6)
    const distance = Math.hypot(x - px, y - py)
    const disc = step(size, size - 0.012, distance) * (0.34 + 0.3 * step(size * 0.55, size, distance))
    light = add(
      light,
      rgb(hues[lamp % hues.length] ?? 0xffffff),
      disc * (0.75 + 0.25 * Math.sin(t * 2 + lamp)),
    )
  }
  for (let layer = 0; layer < 2; layer += 1) {
    const width = 0.07 + 0.04 * layer
    const column = Math.floor(x / width)
    const fall = (t * (0.25 + 0.35 * chance(column, layer)) + chance(column, 7 + layer) * 3) % 2.1
    const [dx, dy] = [(x / width - column - 0.3 - 0.4 * chance(column, 12)) * width, y - fall]
    const bead = step(0.014, 0.009, Math.hypot(dx, dy * 0.8))
    const track = step(0.006, 0.002, Math.abs(dx)) * step(0.35, 0, -dy) * (dy < 0 ? 1 : 0)
    light = add(light, rgb(0xbfe3ff), 0.5 * bead + 0.14 * track)
  }
  return light
}

/** Whether a point is in the crowd: heads and shoulders along the lower edge, each dancing to its own beat. */
function inCrowd(x: number, y: number, t: number): boolean {
  for (const row of [0, 1]) {
    const width = 0.11 - 0.02 * row
    const column = Math.floor(x / width + row * 0.5)
    const dance = 0.012 * Math.abs(Math.sin(t * (4 + chance(column, 31)) + column))
    const top = 1.55 - 0.07 * row + 0.05 * chance(column, 30 + row) - dance
    const aside = x - (column + 0.5 - row * 0.5) * width
    if (Math.hypot(aside, y - top) < 0.026) return true
    if (y > top + 0.034 + 30 * aside * aside * aside * aside * 100) return true
  }
  return false
}
