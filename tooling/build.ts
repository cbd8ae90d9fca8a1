import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

// Packages every function as it would be deployed and prints what each bundle weighs.
const stage = process.env['STAGE'] ?? 'dev'

// serverless-esbuild zips whatever lies in its folder, leftovers of an earlier build included.
for (const folder of ['.esbuild', '.serverless']) rmSync(folder, { recursive: true, force: true })
const { status } = spawnSync('serverless', ['package', '--stage', stage], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (status !== 0) process.exit(status ?? 1)

const bundles = readdirSync('.serverless')
  .filter(file => file.endsWith('.zip'))
  .map(file => ({
    name: file.replace(/\.zip$/, ''),
    kilobytes: statSync(join('.serverless', file)).size / 1_000,
  }))
  .sort((a, b) => b.kilobytes - a.kilobytes)

console.log('Bundle, zipped (kB)')
for (const { name, kilobytes } of bundles)
  console.log(`${name.padEnd(24)} ${kilobytes.toFixed(0).padStart(6)}`)
