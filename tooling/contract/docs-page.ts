import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type DocumentedContract, docsHtml } from './docs-html.ts'

interface Asset {
  contentType: string
  /** The file, gzipped, in Base64. */
  gzip: string
}

/** The page of GET /docs, and the files that it loads. Their names change with their contents. */
interface DocsPage {
  html: string
  assets: Record<string, Asset>
}

const { resolve } = createRequire(import.meta.url)
const FOLDER = join(import.meta.dirname, 'docs-page')

const FILES = [
  { name: 'swagger-ui.css', path: resolve('swagger-ui-dist/swagger-ui.css'), contentType: 'text/css' },
  { name: 'docs.css', path: join(FOLDER, 'docs.css'), contentType: 'text/css' },
  {
    name: 'swagger-ui.js',
    path: resolve('swagger-ui-dist/swagger-ui-bundle.js'),
    contentType: 'text/javascript',
  },
  { name: 'docs.js', path: join(FOLDER, 'docs.js'), contentType: 'text/javascript' },
]

/**
 * The page and its files.
 * @param present what was generated before. A file with the same content is kept as it is, because other releases of
 *   zlib compress to other bytes
 */
export async function docsPage(
  contract: DocumentedContract,
  present: Record<string, Asset>,
): Promise<DocsPage> {
  const assets: Record<string, Asset> = {}
  const urls = new Map<string, string>()
  for (const { name, path, contentType } of FILES) {
    const bytes = await readFile(path)
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
    const hashed = name.replace('.', `.${hash}.`)
    const before = present[hashed]?.gzip
    const isSame = before !== undefined && gunzipSync(Buffer.from(before, 'base64')).equals(bytes)
    const gzip = isSame ? before : gzipSync(bytes, { level: 9 }).toString('base64')
    assets[hashed] = { contentType: `${contentType}; charset=utf-8`, gzip }
    urls.set(name, `/docs/${hashed}`)
  }
  return { html: docsHtml(contract, name => urls.get(name) ?? ''), assets }
}
