import { randomInt } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// Both this process, which prints it, and the workers, which use it, read it from the environment.
process.env['TRUST_SEED'] ||= String(randomInt(1, 2 ** 31))

/** A title that begins with a row of TRUST.md, wherever its test stands. */
const ROW_TITLE = /['"`]\[\d{1,2}\] /

export default defineConfig({
  test: {
    include: globSync('{functions,shared,tooling,packages,local,tests}/**/*.test.ts').filter(file =>
      ROW_TITLE.test(readFileSync(file, 'utf8')),
    ),
    testNamePattern: /\[\d{1,2}\] /,
    env: { TRUST_SEED: process.env['TRUST_SEED'] },
    globalSetup: 'tests/setup/platform.ts',
    reporters: ['./tests/setup/trust-reporter.ts'],
    maxWorkers: 2,
    testTimeout: 20_000,
  },
})
