import { join } from 'node:path'
import { defineConfig } from 'vite'

// Also what `web/serve.ts` builds with, from another root.
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Browsers that know light-dark(): rewritten for older ones, it no longer follows a `color-scheme` within the page.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // An origin that the local API allows.
  server: { port: 5173, strictPort: true },
})
