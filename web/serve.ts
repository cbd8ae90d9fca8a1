import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type PreviewServer, preview } from 'vite'

export interface WebOptions {
  /** 0 for a free one. */
  port: number
  /** Where the player finds the API. */
  apiUrl: string
  /** Of the repository. */
  root: string
}

export interface Web {
  url: string
  close(): Promise<void>
}

/**
 * Builds the player for this API and serves it. Built rather than Vite's development server, so that the
 * first page after an install is as fast as the hundredth, and is the one that a stage would serve.
 * @throws Error with `EADDRINUSE` in its message, where the port is taken
 */
export async function startWeb({ port, apiUrl, root }: WebOptions): Promise<Web> {
  const outDir = await mkdtemp(join(tmpdir(), 'reels-web-'))
  const discard = () => rm(outDir, { recursive: true, force: true })
  const shared = {
    configFile: join(root, 'web/vite.config.ts'),
    logLevel: 'error' as const,
    define: { 'import.meta.env.VITE_API_URL': JSON.stringify(apiUrl) },
  }
  try {
    await build({ ...shared, build: { outDir } })
    const server = await preview({
      ...shared,
      build: { outDir },
      preview: { port, strictPort: true, host: 'localhost' },
    })
    return {
      url: `http://localhost:${portOf(server)}`,
      async close() {
        await server.close()
        await discard()
      },
    }
  } catch (error) {
    await discard()
    throw isPortTaken(error) ? new Error(`listen EADDRINUSE: port ${port}`, { cause: error }) : error
  }
}

function portOf(server: PreviewServer): number {
  const address = server.httpServer.address()
  if (typeof address === 'object' && address) return address.port
  throw new Error('The player is not served on a port')
}

/** Vite has a sentence of its own for it. */
function isPortTaken(error: unknown): boolean {
  return error instanceof Error && /EADDRINUSE|already in use/.test(error.message)
}
