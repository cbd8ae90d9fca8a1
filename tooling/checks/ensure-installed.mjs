// Runs before `npm start` and `npm test`, on the Node of the machine. Installs what is missing, here or in the folder
// that it is given.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2] ?? '.'
const modified = path => statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0

// npm writes this file last. If it is older than the lock, it belongs to another version of the project.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.log(`Installing what is missing (npm ci in ${folder}) …`)
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  })
  process.exit(status ?? 1)
}
