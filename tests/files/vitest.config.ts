import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// `npm run test:files`: FILES says how many, and FILES_SEED which ones are damaged, and how.
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    name: 'files',
    include: ['tests/files/*.test.ts'],
    // Each of them looks at hundreds of files on two cores.
    fileParallelism: false,
    globalSetup: ['tests/browser/setup/platform.ts'],
    // Half a minute to start, and about four seconds for each file.
    testTimeout: 60_000 + Number(process.env['FILES'] ?? 40) * 8_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/setup/reports/closing-line.ts'],
  },
})
