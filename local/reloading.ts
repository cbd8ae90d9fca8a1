import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { watchFolders } from './watching.ts'

const GENERATOR = join(import.meta.dirname, '../tooling/generate.ts')
const SOURCES = ['functions', 'domains', 'shared']

/**
 * Makes everything that follows from the declarations, in a process of its own, which loads the sources as they are now.
 * @throws Error that says what to mend if a declaration is refused
 */
export async function generate(root: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [GENERATOR], { cwd: root })
  } catch (error) {
    const { stderr } = Object(error)
    throw new Error(String(stderr).trim(), { cause: error })
  }
}

/** Generates and restarts the API whenever a source has changed. */
export function reloadOnChange(root: string, reload: () => Promise<void>): void {
  let reloading = Promise.resolve()
  async function renew() {
    try {
      await generate(root)
      await reload()
      console.log('The API runs on the changed sources.')
    } catch (error) {
      console.error('The API was not restarted.', error instanceof Error ? error.message : error)
    }
  }
  const folders = SOURCES.map(folder => join(root, folder))
  watchFolders(folders, () => {
    reloading = reloading.then(renew)
  })
}
