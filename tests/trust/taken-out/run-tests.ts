import { spawn } from 'node:child_process'
import { join } from 'node:path'

const SHOWN_LINES = 20

export interface Run {
  passed: boolean
  /** The first test that failed, and why; null if none did. */
  failure: string | null
  /** The end of what was printed. */
  output: string
}

/** Runs the tests of some rows in a copy of the repository. */
export async function runTests(folder: string, rows: readonly number[], ...options: string[]): Promise<Run> {
  const { status, output } = await runVitest(folder, rows, options)
  const lines = output.trimEnd().split('\n')
  const failed = lines.flatMap(line => /^✗ (.*\[\d+\] .*) \([\d.]+ s\)$/.exec(line)?.[1] ?? [])[0]
  const reason = failed && lines[lines.findIndex(line => line.startsWith('✗ ') && line.endsWith(failed)) + 2]
  // The log of the API is searched once all tests have run.
  const refusedLog = lines.find(line => /\[\d+\] In \d+ lines of the log/.test(line))
  return {
    passed: status === 0,
    failure: failed ? `${failed}: ${reason?.trim() ?? 'no reason was printed'}` : (refusedLog ?? null),
    output: lines.slice(-SHOWN_LINES).join('\n'),
  }
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
