import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'stand-in', include: ['**/*.test.ts'] } })
