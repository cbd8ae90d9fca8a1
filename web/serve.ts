import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Plugin, type PreviewServer, preview } from 'vite'
import { securityHeaders } from './security-headers.ts'

export interface WebOptions {
  /** 0 for any free port. */
  port: number
  /** The address of the API. */
  apiUrl: string
  /** The addresses of the media service. */
  mediaUrls: readonly string[]
  /** The folder of the repository. */
  root: string
}

export interface Web {
  url: string
  close(): Promise<void>
}

/**
 * Builds the player for this API and serves it. It does not use the development server of Vite, so that the first
 * page after an install is as fast as later ones, and is what a stage would serve.
 * @throws Error with `EADDRINUSE` in its message if the port is taken
 */
export async function startWeb({ port, apiUrl, mediaUrls, root }: WebOptions): Promise<Web> {
  const outDir = await mkdtemp(join(tmpdir(), 'reels-web-'))
  const discard = () => rm(outDir, { recursive: true, force: true })
  const shared = {
    configFile: join(root, 'web/vite.config.ts'),
    logLevel: 'error' as const,
    define: {
      'import.meta.env.VITE_API_URL': JSON.stringify(apiUrl),
      'import.meta.env.VITE_MEDIA_URL': JSON.stringify(mediaUrls[0]),
    },
  }
  try {
    await build({ ...shared, build: { outDir } })
    const server = await preview({
      ...shared,
      build: { outDir },
      preview: { port, strictPort: true, host: 'localhost' },
      plugins: [sendingHeaders(securityHeaders({ apiUrl, mediaUrls, isSecure: false })), MALFORMED_ADDRESSES],
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

function sendingHeaders(headers: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'security-headers',
    configurePreviewServer({ middlewares }) {
      middlewares.use((_, response, next) => {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
        next()
      })
    },
  }
}

/** Vite answers addresses such as `/tags/%` with 404. The player has a page for them, as for all others. */
const MALFORMED_ADDRESSES: Plugin = {
  name: 'malformed-addresses',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, _, next) => {
      try {
        decodeURIComponent(request.url ?? '')
      } catch {
        // [127 malformed] The page that is loaded then reads the address of the browser, and says what is wrong.
        request.url = '/'
      }
      next()
    })
  },
}

function portOf(server: PreviewServer): number {
  const address = server.httpServer.address()
  if (typeof address === 'object' && address) return address.port
  throw new Error('The server of the player has no port')
}

/** Vite throws an error of its own, without the code. */
function isPortTaken(error: unknown): boolean {
  return error instanceof Error && /EADDRINUSE|already in use/.test(error.message)
}
