import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

const SETTLE_MILLISECONDS = 150

/**
 * Calls `changed` when something below these folders has changed: once if an editor saves several files together.
 * On Linux, `watch` with `recursive` goes deaf to a file that an editor has once replaced by another one. So every folder is
 * watched by itself, and all of them anew after each change, which may have brought other folders.
 * @returns stops watching
 */
export function watchFolders(folders: readonly string[], changed: () => void): () => void {
  let watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  function stop() {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
  function start() {
    watchers = folders.flatMap(withFoldersInside).map(folder => watch(folder, settle).on('error', settle))
  }
  function settle() {
    clearTimeout(timer)
    timer = setTimeout(() => {
      stop()
      start()
      changed()
    }, SETTLE_MILLISECONDS)
  }
  start()
  return stop
}

function withFoldersInside(folder: string): string[] {
  const inside = readdirSync(folder, { recursive: true, withFileTypes: true })
  return [folder, ...inside.filter(each => each.isDirectory()).map(each => join(each.parentPath, each.name))]
}
