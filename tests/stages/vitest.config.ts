import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: process.cwd(),
    include: ['tests/stages/*.test.ts'],
    globalSetup: 'tests/stages/package-all.ts',
    reporters: ['default', './tests/setup/reports/closing-line.ts'],
    maxWorkers: 1,
    testTimeout: 60_000,
  },
})
