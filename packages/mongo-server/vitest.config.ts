import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'mongo-server', include: ['**/*.test.ts'] } })
