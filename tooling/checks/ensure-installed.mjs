// Runs before `npm start` and `npm test`, on the Node of the machine. Installs what is missing, here or in the folder
// that it is given.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2] ?? '.'
const modified = path => statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0

// npm writes this file last. If it is older than the lock, it belongs to another version of the project.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  const startedAt = Date.now()
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  // Packages for other systems are not installed.
  const wanted = Object.keys(packages).filter(
    path => path.includes('node_modules/') && !packages[path].optional,
  )
  console.log(`Installing ${wanted.length} packages (npm ci in ${folder}), which takes about a minute …`)
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const progress = setInterval(() => {
    const there = wanted.filter(path => existsSync(join(folder, path, 'package.json'))).length
    const seconds = Math.round((Date.now() - startedAt) / 1_000)
    // npm unpacks nothing before it has removed what was there, and works on after the last package.
    const doing = there === wanted.length ? 'finishing' : `${there} of ${wanted.length} packages`
    console.log(`  ${seconds} s: ${doing}`)
  }, 5_000)
  npm.on('close', status => {
    clearInterval(progress)
    process.exitCode = status ?? 1
  })
}
