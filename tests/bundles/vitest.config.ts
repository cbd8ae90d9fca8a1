import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// `npm run test:bundles` tests what would be deployed, with the runtime interface client of Lambda.
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    name: 'bundles',
    include: [
      'tests/bundles/*.test.ts',
      // Whole-API tests that call every operation. Here they call the packaged functions.
      'tests/contract/examples.test.ts',
      'tests/functions/docs.test.ts',
      'tests/functions/webhook.test.ts',
    ],
    globalSetup: ['tests/bundles/setup/platform.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/setup/reports/closing-line.ts'],
  },
})
