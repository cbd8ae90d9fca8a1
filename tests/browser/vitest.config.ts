import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// `npm run test:browser`: one browser for all files, one file after the other, so that two cores are enough.
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    name: 'browser',
    include: ['tests/browser/*.test.ts'],
    // Screenshots check nothing that the other tests do not: only `npm run screenshots` takes them.
    exclude: process.env['SCREENSHOTS'] ? [] : ['tests/browser/screenshots.test.ts'],
    globalSetup: ['tests/browser/setup/platform.ts'],
    setupFiles: ['tests/browser/setup/as-found.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/setup/reports/closing-line.ts'],
  },
})
