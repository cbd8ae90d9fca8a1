import { spawn } from 'node:child_process'
import { join } from 'node:path'

const SHOWN_LINES = 20
const FAILED = /^✗ (.*\[(\d+)\] .*) \([\d.]+ s\)$/
/** The log of the API is searched once all tests have run. */
const REFUSED_LOG = /\[(\d+)\] In \d+ lines of the log/

export interface Run {
  /** The tests that failed. */
  failures: { row: number; what: string }[]
  /** False also if something failed that is not the test of a row. */
  passed: boolean
  /** The end of what was printed. */
  output: string
}

/** Runs the tests of some rows in a copy of the repository. */
export async function runTests(folder: string, rows: readonly number[], ...options: string[]): Promise<Run> {
  const { status, output } = await runVitest(folder, rows, options)
  const lines = output.trimEnd().split('\n')
  const failures = lines.flatMap(line => {
    const [, title = line, row] = FAILED.exec(line) ?? [undefined, line, REFUSED_LOG.exec(line)?.[1]]
    return row === undefined ? [] : [{ row: Number(row), what: `${title}${reasonFor(title, lines)}` }]
  })
  return { failures, passed: status === 0, output: lines.slice(-SHOWN_LINES).join('\n') }
}

// A test is named once when it fails, and again at the end with the place and the reason on the lines below.
function reasonFor(title: string, lines: readonly string[]): string {
  const again = lines.findIndex(line => line.startsWith('✗ ') && line.endsWith(title))
  const reason = again === -1 ? undefined : lines[again + 2]
  return reason ? `: ${reason.trim()}` : ''
}

function runVitest(
  folder: string,
  rows: readonly number[],
  options: readonly string[],
): Promise<{ status: number | null; output: string }> {
  const child = spawn(
    join(folder, 'node_modules/.bin/vitest'),
    ['run', '--config', 'vitest.trust.config.ts', ...options],
    {
      cwd: folder,
      env: { ...process.env, TRUST_ROWS: rows.join(',') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece: Buffer) => {
        output += piece
      })
    }
    child.once('error', reject)
    child.once('close', status => resolve({ status, output }))
  })
}
