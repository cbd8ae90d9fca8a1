// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs what is missing.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

const modified = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

// npm writes this file last; one that is older than the lock is of another version of the project.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.log('Installing what is missing (npm ci) …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
  })
  process.exit(status ?? 1)
}
