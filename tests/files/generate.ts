import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DAMAGES, randomFrom } from './damage.ts'
import { RECIPES, type Recipe } from './recipes.ts'

const run = promisify(execFile)

export interface OddFile {
  /** What it is, for the report. */
  name: string
  damage: string | null
  fileName: string
  mimeType: string
  bytes: Buffer<ArrayBuffer>
}

/** Whole files of every recipe first, then damaged ones: always the same for the same count and seed. */
export async function generateFiles(ffmpeg: string, count: number, seed: number): Promise<OddFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'odd-files-'))
  try {
    const whole: OddFile[] = []
    // A small run keeps half of its files for damage.
    const recipes = RECIPES.filter((_, n) => count >= RECIPES.length * 2 || n % 2 === 0)
    for (const recipe of recipes) whole.push(await wholeFile(ffmpeg, folder, recipe))
    const damages = Object.entries(DAMAGES)
    const damaged = Array.from({ length: Math.max(0, count - whole.length) }, (_, n) => {
      const random = randomFrom(seed * 100_003 + n)
      const [damage, apply] = damages[n % damages.length] ?? ['', bytes => bytes]
      const file = whole[Math.floor(random() * whole.length)]
      if (!file) throw new Error('There is no whole file')
      return { ...file, damage, bytes: apply(file.bytes, random) }
    })
    return [...whole, ...damaged].slice(0, count)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function wholeFile(
  ffmpeg: string,
  folder: string,
  { name, fileName, mimeType, args }: Recipe,
): Promise<OddFile> {
  await run(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args], { cwd: folder, timeout: 60_000 })
  const bytes = await readFile(join(folder, args.at(-1) ?? ''))
  return { name, damage: null, fileName, mimeType, bytes }
}
