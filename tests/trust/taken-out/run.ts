import { spawn } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Protection } from './protection.ts'
import { PROTECTIONS } from './protections.ts'

// Takes the protections out of a copy of the sources, one at a time, and runs the tests of their row: those must
// fail. Rows may be named on the command line; without, all are tried, which takes about an hour.
const root = join(import.meta.dirname, '../../..')
const NOT_COPIED = /^(node_modules|\.git|\.local|\.serverless|\.esbuild|docs)$/

const copy = mkdtempSync(join(tmpdir(), 'reels-taken-out-'))
cpSync(root, copy, {
  recursive: true,
  filter: path => dirname(path) !== root || !NOT_COPIED.test(path.slice(root.length + 1)),
})
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

const rows = process.argv.slice(2).map(Number)
const wanted = PROTECTIONS.filter(({ row }) => rows.length === 0 || rows.includes(row))
let unnoticed = 0
for (const protection of wanted) {
  const seen = await tryWithout(protection)
  if (!seen.isNoticed) unnoticed += 1
  console.log(`${seen.isNoticed ? '✓' : '✗'} [${protection.row}] without ${protection.without}: ${seen.told}`)
}
rmSync(copy, { recursive: true, force: true })
console.log(`${wanted.length - unnoticed} passed, ${unnoticed} failed`)
process.exitCode = unnoticed === 0 ? 0 : 1

async function tryWithout({ row, edits }: Protection): Promise<{ isNoticed: boolean; told: string }> {
  const before = new Map(edits.map(({ file }) => [file, readFileSync(join(copy, file), 'utf8')]))
  try {
    for (const { file, take, put } of edits) {
      const source = readFileSync(join(copy, file), 'utf8')
      const times = source.split(take).length - 1
      if (times !== 1) return { isNoticed: false, told: `stands ${times} times in ${file}` }
      writeFileSync(
        join(copy, file),
        source.replace(take, () => put),
      )
    }
    const output = await runRow(row)
    const failed = output.split('\n').filter(line => line.startsWith(`✗ [${row}]`))
    // What is logged is looked at once all tests have run.
    const isLogRefused = output.includes(`[${row}] In `)
    if (failed.length > 0 || isLogRefused) {
      return { isNoticed: true, told: failed[0]?.slice(2) ?? 'the log is refused' }
    }
    const hasRun = output.includes(`✓ [${row}]`)
    return {
      isNoticed: false,
      told: `${hasRun ? 'nothing fails' : 'no test ran'}\n${output.split('\n').slice(-15).join('\n')}`,
    }
  } finally {
    for (const [file, source] of before) writeFileSync(join(copy, file), source)
  }
}

/** Runs the tests of a row and returns what they print. */
function runRow(row: number): Promise<string> {
  const number = row < 10 ? `0?${row}` : String(row)
  const title = new RegExp(`['"\`]\\[${number}\\] `)
  const files = globSync('{functions,domains,shared,tooling,packages,local,tests}/**/*.test.ts', {
    cwd: copy,
  }).filter(file => title.test(readFileSync(join(copy, file), 'utf8')))
  const child = spawn(
    join(root, 'node_modules/.bin/vitest'),
    ['run', '--config', 'vitest.trust.config.ts', '--testNamePattern', `\\[${number}\\] `, ...files],
    { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  return new Promise(resolve => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece: Buffer) => {
        output += piece
      })
    }
    child.once('close', () => resolve(output))
  })
}
