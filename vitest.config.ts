import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{functions,shared,tooling,client,local}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'api',
          include: ['tests/**/*.test.ts'],
          // `npm run test:trust` runs these, and everything else that shows a row of TRUST.md.
          exclude: ['tests/trust/long/**'],
          globalSetup: 'tests/setup/platform.ts',
          testTimeout: 20_000,
        },
      },
    ],
  },
})
