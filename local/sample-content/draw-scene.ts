// Writes the frames of one scene to stdout as raw rgb24, for ffmpeg.
// node draw-scene.ts <scene> <width> <height> <frames per second> <seconds>
import { once } from 'node:events'
import type { Scene } from './drawing.ts'
import { festivalNight, latteArt, lavaLamp, neonCity, rainyDrive } from './indoor-scenes.ts'
import { duneDusk, northernLights, oceanWaves, sunriseRun } from './outdoor-scenes.ts'

const SCENES: Record<string, Scene> = {
  'dune-dusk': duneDusk,
  'festival-night': festivalNight,
  'latte-art': latteArt,
  'lava-lamp': lavaLamp,
  'neon-city': neonCity,
  'northern-lights': northernLights,
  'ocean-waves': oceanWaves,
  'rainy-drive': rainyDrive,
  'sunrise-run': sunriseRun,
}

const [name = '', ...numbers] = process.argv.slice(2)
const [width = 360, height = 640, framesPerSecond = 24, seconds = 4] = numbers.map(Number)
const scene = SCENES[name]
if (scene === undefined) throw new Error(`Unknown scene "${name}". Scenes: ${Object.keys(SCENES).join(', ')}`)

for (let frame = 0; frame < seconds * framesPerSecond; frame += 1) {
  const pixels = Buffer.alloc(width * height * 3)
  let at = 0
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const light = scene((column + 0.5) / width, (row + 0.5) / width, frame / framesPerSecond)
      for (const channel of light) {
        pixels[at] = Math.min(255, Math.max(0, channel * 255))
        at += 1
      }
    }
  }
  if (!process.stdout.write(pixels)) await once(process.stdout, 'drain')
}
