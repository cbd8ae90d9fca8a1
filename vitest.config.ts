import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './tests/setup/reports/progress.ts', './tests/setup/reports/closing-line.ts'],
    projects: [
      'packages/*',
      {
        test: {
          name: 'unit',
          include: ['{functions,shared,domains,web}/**/*.test.ts'],
        },
      },
      {
        test: {
          // They start programs or read the whole repository.
          name: 'tools',
          include: [
            '{tooling,local,bench}/**/*.test.ts',
            'tests/trust/rows.test.ts',
            'tests/trust/taken-out/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'api',
          include: ['tests/**/*.test.ts'],
          // Longer than a developer waits: `npm run test:trust`, `test:browser` and `test:bundles` run these.
          exclude: [
            'tests/trust/rows.test.ts',
            'tests/trust/taken-out/**',
            'tests/trust/long/**',
            'tests/trust/browser/**',
            'tests/browser/**',
            'tests/files/**',
            'tests/bundles/**',
            'tests/stages/**',
          ],
          globalSetup: 'tests/setup/platform/platform.ts',
          testTimeout: 20_000,
        },
      },
    ],
  },
})
