import { join } from 'node:path'
import { defineConfig } from 'vite'
import { firstPaint } from './shell/first-paint.ts'
import { offline } from './shell/offline.ts'

// `web/serve.ts` builds with this too, from another folder.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [firstPaint(), offline()],
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Browsers that know light-dark(). What Vite makes of it for older ones ignores a `color-scheme` within the page.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // All of these know `modulepreload`.
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The local API allows this origin.
  server: { port: 5173, strictPort: true },
})
