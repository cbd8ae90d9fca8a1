import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'stripe-server', include: ['**/*.test.ts'] } })
