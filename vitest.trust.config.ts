import { randomInt } from 'node:crypto'
import { defineConfig } from 'vitest/config'
import { namesOf, testFilesOf, wantedRows } from './tests/trust/rows.ts'

// Both this process, which prints it, and the workers, which use it, read it from the environment.
process.env['TRUST_SEED'] ||= String(randomInt(1, 2 ** 31))

const rows = wantedRows(import.meta.dirname)
const files = [...testFilesOf(import.meta.dirname, rows).keys()]
const readsStages = files.some(file => file.startsWith('tests/stages/'))

/** The tests of the rows of docs/trust.md, wherever they are. */
export default defineConfig({
  test: {
    include: files,
    testNamePattern: namesOf(rows),
    env: { TRUST_SEED: process.env['TRUST_SEED'] },
    globalSetup: [
      ...(readsStages ? ['tests/stages/package-all.ts'] : []),
      'tests/setup/platform/platform.ts',
    ],
    reporters: ['./tests/setup/reports/trust-reporter.ts'],
    maxWorkers: 2,
    testTimeout: 20_000,
  },
})
