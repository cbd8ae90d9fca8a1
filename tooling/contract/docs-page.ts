import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type DocumentedContract, docsHtml } from './docs-html.ts'
import { packed } from './packing.ts'

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
 * @param present what was generated before
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
    const gzip = packed('gzip', bytes, present[hashed]?.gzip)
    assets[hashed] = { contentType: `${contentType}; charset=utf-8`, gzip }
    urls.set(name, `/docs/${hashed}`)
  }
  return { html: docsHtml(contract, name => urls.get(name) ?? ''), assets }
}
