import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.serverless/**', '.esbuild/**', '.local/**'],
    maxWorkers: 2,
  },
})
