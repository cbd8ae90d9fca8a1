import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { decode, encode } from 'fast-png'
import pixelmatch from 'pixelmatch'
import type { BrowserContextOptions } from 'playwright-core'
import { expect } from 'vitest'

/** The pictures that were looked at, one file for each screen. */
const KEPT = join(import.meta.dirname, '../pictures')
/** What a screen looks like now if that is something else, and where it differs. */
const DIFFERENT = '.local/tests/pictures'

/** The part of the pixels that may differ: another version of the browser draws letters a little differently. */
const TOLERANCE = 0.0025
/** From 0 to 1: how far the colours of a pixel may be apart. */
const COLOUR_TOLERANCE = 0.15
const GAP = 8
/** Fewer colours than a screen has, so that files are small. */
const COLOUR_BITS = 0b1111_1000

export interface Picture {
  width: number
  height: number
  /** Red, green, blue and opacity of each pixel, row by row. */
  data: Uint8Array
}

/** Half of the pixels of the screen: enough to see a broken layout, and files that a repository can hold. */
export const HALF: BrowserContextOptions = { deviceScaleFactor: 0.5 }

export function decodePicture(png: Uint8Array): Picture {
  const { width, height, channels, data } = decode(png)
  const rgba = new Uint8Array(width * height * 4).fill(255)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < channels; channel += 1)
      rgba[pixel * 4 + channel] = (data[pixel * channels + channel] ?? 0) & COLOUR_BITS
  }
  return { width, height, data: rgba }
}

/**
 * Compares the pictures of a screen with those that are kept, which have to have the same names. `npm run pictures` keeps
 * the new ones instead.
 * @param rows pictures by what they show, such as `phone, dark`, in rows
 */
export async function expectKept(
  screen: string,
  rows: readonly ReadonlyMap<string, Picture>[],
): Promise<void> {
  const now = onOneSheet(rows)
  const file = join(KEPT, `${screen}.png`)
  if (process.env['KEEP_PICTURES']) return write(file, now)
  expect(existsSync(file), `${screen} has a picture. \`npm run pictures\` makes one`).toBe(true)
  const kept = decodePicture(await readFile(file))
  const differences = differencesOf(kept, now, rows)
  if (differences.length === 0) return
  await write(join(DIFFERENT, `${screen}.png`), now)
  expect(differences, `${screen} looks different. See ${DIFFERENT}/${screen}.png`).toEqual([])
}

/** Which pictures of a sheet differ by more than the tolerance, and by how much. */
function differencesOf(kept: Picture, now: Picture, rows: readonly ReadonlyMap<string, Picture>[]): string[] {
  if (kept.width !== now.width || kept.height !== now.height) return ['all of it: the sheet has another size']
  return placesOf(rows).flatMap(({ name, picture: { width, height }, left, top }) => {
    const part = { left, top, width, height }
    const options = { threshold: COLOUR_TOLERANCE }
    const different = pixelmatch(cut(kept, part).data, cut(now, part).data, undefined, width, height, options)
    const share = different / (width * height)
    return share > TOLERANCE ? [`${name}: ${(share * 100).toFixed(1)} % of the pixels`] : []
  })
}

interface Part {
  left: number
  top: number
  width: number
  height: number
}

function placesOf(rows: readonly ReadonlyMap<string, Picture>[]) {
  let top = 0
  return rows.flatMap(row => {
    let left = 0
    const places = [...row].map(([name, picture]) => {
      const place = { name, picture, left, top }
      left += picture.width + GAP
      return place
    })
    top += Math.max(...[...row.values()].map(({ height }) => height)) + GAP
    return places
  })
}

function onOneSheet(rows: readonly ReadonlyMap<string, Picture>[]): Picture {
  const places = placesOf(rows)
  const width = Math.max(...places.map(({ left, picture }) => left + picture.width))
  const height = Math.max(...places.map(({ top, picture }) => top + picture.height))
  const sheet = { width, height, data: new Uint8Array(width * height * 4) }
  for (const { picture, left, top } of places) {
    for (let row = 0; row < picture.height; row += 1) {
      const line = picture.data.subarray(row * picture.width * 4, (row + 1) * picture.width * 4)
      sheet.data.set(line, ((top + row) * width + left) * 4)
    }
  }
  return sheet
}

function cut({ width: across, data }: Picture, { left, top, width, height }: Part): Picture {
  const part = new Uint8Array(width * height * 4)
  for (let row = 0; row < height; row += 1) {
    const from = ((top + row) * across + left) * 4
    part.set(data.subarray(from, from + width * 4), row * width * 4)
  }
  return { width, height, data: part }
}

async function write(file: string, { width, height, data }: Picture): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, encode({ width, height, data, channels: 4 }, { zlib: { level: 9 } }))
}
