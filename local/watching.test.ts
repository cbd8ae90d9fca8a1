import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { watchFolders } from './watching.ts'

/** As many editors save: another file takes the place of the one before. */
async function replace(file: string): Promise<void> {
  await writeFile(`${file}.new`, 'new')
  await rename(`${file}.new`, file)
}

it('notices each change, also of a file that was replaced before, and in a new folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'reels-watch-'))
  const file = join(root, 'list-tags.ts')
  await writeFile(file, 'old')
  let changes = 0
  const stop = watchFolders([root], () => {
    changes += 1
  })
  onTestFinished(async () => {
    stop()
    await rm(root, { recursive: true })
  })
  const steps = [
    () => replace(file),
    () => replace(file),
    () => writeFile(file, 'newer'),
    () => mkdir(join(root, 'tags')),
    () => writeFile(join(root, 'tags/list-tags.ts'), 'new'),
    () => rm(join(root, 'tags'), { recursive: true }),
    () => rm(file),
  ]
  for (const step of steps) {
    const before = changes
    await step()
    await expect.poll(() => changes, { timeout: 5_000, interval: 10 }).toBeGreaterThan(before)
  }
})
