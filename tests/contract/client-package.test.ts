import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { contractOf, readDeclarations } from '#tooling/contract/declarations.ts'

const run = promisify(execFile)
const { resolve } = createRequire(import.meta.url)
const TSC = join(dirname(resolve('typescript/package.json')), 'bin/tsc')
const REACT_TYPES = dirname(resolve('@types/react/package.json'))
const LIBRARIES = ['--lib', 'es2022,dom,dom.asynciterable', '--module', 'nodenext', '--target', 'es2022']

const SAMPLE = `
import { createClient, everyItem, type Reel, sendFile } from '@reels/client'

const api = createClient({ baseUrl: process.argv[2] ?? '' })
const result = await api.listReels({ query: { limit: 1 } })
if (!result.ok) {
  const code: 'InternalError' | 'InvalidCursor' | 'ServiceUnavailable' | 'ValidationFailed' = result.problem.code
  throw new Error(code)
}
const reels: Reel[] = result.data.items
for await (const reel of everyItem(at => api.listReels({ query: { limit: 50, ...at } }))) reels.push(reel)
const refused = await api.listReels({ query: { tag: 'a b&c=d' } })
// @ts-expect-error there is no such filter
await api.listReels({ query: { colour: 'blue' } })
console.log(reels.length, refused.status, typeof sendFile)
`

let project = ''

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'reels-client-'))
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: 'packages/client' })
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'sample', type: 'module' }))
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', './reels-client-1.0.0.tgz'], {
    cwd: project,
  })
}, 60_000)

afterAll(() => rm(project, { recursive: true, force: true }))

/** What these exports of the package add to an app, minified. */
async function bundleOf(names: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from '@reels/client'`, resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

describe('the client as a package', () => {
  it('installs without any dependency, type-checks and runs', async () => {
    await writeFile(join(project, 'sample.ts'), SAMPLE)
    await writeFile(join(project, 'process.d.ts'), 'declare const process: { argv: string[] }')
    const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--types', '']
    await run(process.execPath, [TSC, ...options, ...LIBRARIES, 'sample.ts', 'process.d.ts'], {
      cwd: project,
    })
    const { stdout } = await run('node', ['sample.ts', inject('apiUrl')], { cwd: project })
    expect(stdout).toMatch(/^\d+ 422 function\n$/)
  }, 30_000)

  it('type-checks in the examples of docs/react.md with the types of React', async () => {
    const guide = await readFile('docs/react.md', 'utf8')
    const blocks = [...guide.matchAll(/```tsx\n\/\/ (\S+)\n([\s\S]*?)```/g)]
    expect(blocks.map(([, name]) => name)).toEqual([
      'api.ts',
      'session.tsx',
      'feed.tsx',
      'player.tsx',
      'like-button.tsx',
      'upload.tsx',
      'App.tsx',
    ])
    expect(guide.match(/```tsx/g)).toHaveLength(blocks.length)
    const folder = join(project, 'react')
    await mkdir(folder)
    for (const [, name = '', code = ''] of blocks) await writeFile(join(folder, name), code)
    await mkdir(join(project, 'node_modules/@types'), { recursive: true })
    await symlink(REACT_TYPES, join(project, 'node_modules/@types/react'))
    const options = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--types',
      '',
      '--jsx',
      'react-jsx',
    ]
    const files = blocks.map(([, name = '']) => join('react', name))
    const check = () =>
      run(process.execPath, [TSC, ...options, ...LIBRARIES, '--allowImportingTsExtensions', ...files], {
        cwd: project,
      })
    await check()
    const wrong = join(folder, 'like-button.tsx')
    const code = await readFile(wrong, 'utf8')
    await writeFile(wrong, code.replace("'NotAuthenticated'", "'EmailTaken'"))
    await expect(check()).rejects.toMatchObject({ stdout: expect.stringContaining('EmailTaken') })
  }, 30_000)

  it('is small: 2 kB, and 30 bytes for each operation', async () => {
    const operations = contractOf(await readDeclarations(process.cwd()))
    const used = await bundleOf('createClient, everyItem, ProblemError, sendFile')
    expect(used.length).toBeLessThan(2_000 + 30 * operations.length)
  })

  it('adds its functions for money only to an app that uses them, within 1.7 kB', async () => {
    const money = await bundleOf('formatAmount, formatMoney, parseMoney')
    expect(money.length).toBeLessThan(1_700)
    expect(money).toContain('minorDigits')
    expect(await bundleOf('createClient, sendFile')).not.toContain('minorDigits')
  })

  it('uses only what browsers, Node and React Native have', async () => {
    const bundle = await readFile(join(project, 'node_modules/@reels/client/dist/index.js'), 'utf8')
    expect(bundle).not.toMatch(
      /\b(document|window|location|localStorage|Buffer|process|require|DOMException)\b|searchParams/,
    )
  })
})
