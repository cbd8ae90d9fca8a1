import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

/** Builds `dist` of the client: one minified module and its declarations. */
const client = join(import.meta.dirname, '../../packages/client')
const dist = join(client, 'dist')
rmSync(dist, { recursive: true, force: true })
await build({
  entryPoints: [join(client, 'index.ts')],
  outfile: join(dist, 'index.js'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
})
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', join(client, 'tsconfig.json')], {
  stdio: 'inherit',
})
// Projects that cannot import `.ts` find the declarations too.
for (const file of readdirSync(dist).filter(file => file.endsWith('.d.ts'))) {
  const path = join(dist, file)
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(from '\.\/\w+)\.ts'/g, "$1.js'"))
}
