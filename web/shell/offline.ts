import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Plugin, Rolldown } from 'vite'

const WORKER = join(import.meta.dirname, 'worker.ts')

// Only some need the library for streams, and it is larger than all the rest. Crawlers are never offline.
const NOT_KEPT = /^(assets\/hls\.|robots\.txt$)/

interface File {
  fileName: string
  content: string | Uint8Array
}

/** Adds the service worker to a build: `sw.js`, with the list of the files that it keeps. */
export function offline(): Plugin {
  let publicDir = ''
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const copied = readdirSync(publicDir).map(name => ({
          fileName: name,
          content: readFileSync(join(publicDir, name)),
        }))
        const built = Object.values(bundle).map(file => ({
          fileName: file.fileName,
          content: contentOf(file),
        }))
        const files = [...copied, ...built].filter(({ fileName }) => !NOT_KEPT.test(fileName))
        const { outputFiles } = await build({
          entryPoints: [WORKER],
          bundle: true,
          minify: true,
          target: 'es2022',
          write: false,
          define: {
            SHELL: JSON.stringify(files.map(kept)),
            'process.env.NODE_ENV': '"production"',
          },
        })
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: outputFiles[0]?.contents ?? '' })
      },
    },
  }
}

/** Names in `assets/` change with what is in the file. Others need a mark of it. */
function kept({ fileName, content }: File): { url: string; revision: string | null } {
  const isNamedByContent = fileName.startsWith('assets/')
  return {
    url: fileName === 'index.html' ? '/' : `/${fileName}`,
    revision: isNamedByContent ? null : createHash('sha256').update(content).digest('hex').slice(0, 16),
  }
}

function contentOf(file: Rolldown.OutputAsset | Rolldown.OutputChunk): string | Uint8Array {
  return file.type === 'chunk' ? file.code : file.source
}
