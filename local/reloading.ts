import { join } from 'node:path'
import { runGenerator } from '#tooling/run-generator.ts'
import { watchFolders } from './watching.ts'

const SOURCES = ['functions', 'domains', 'shared']

/** Generates and restarts the API whenever a source has changed. */
export function reloadOnChange(root: string, reload: () => Promise<void>): void {
  let reloading = Promise.resolve()
  async function renew() {
    try {
      await runGenerator(root)
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
