import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'imagekit-server', include: ['**/*.test.ts'] } })
