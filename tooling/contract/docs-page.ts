import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { problems } from '#shared/contract/problems.ts'

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
export async function docsPage(present: Record<string, Asset>): Promise<DocsPage> {
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
  return { html: page(name => urls.get(name) ?? ''), assets }
}

function page(url: (name: string) => string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reels API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${url('swagger-ui.css')}">
<link rel="stylesheet" href="${url('docs.css')}">
<script src="${url('swagger-ui.js')}" defer></script>
<script src="${url('docs.js')}" type="module"></script>
</head>
<body>
<header>
<nav class="page" aria-label="This page">
<strong>Reels API</strong>
<a href="#operations">Operations</a>
<a href="#errors">Errors and what to do</a>
<a href="/openapi.json">openapi.json</a>
</nav>
</header>
<section class="page quick-start" aria-labelledby="quick-start">
<h1 id="quick-start">Quick start</h1>
<ol>
<li><strong>Read the feed.</strong> Open <a href="#/reels/listReels">GET /reels</a>, choose “Try it out”, then “Execute”. Nobody has to be logged in.</li>
<li><strong>Log in</strong> in the same way, as <a href="#/auth/loginUser">a user</a> or as <a href="#/auth/loginPartner">a partner</a>. On a laptop, <code>npm start</code> prints an account of each. Your browser keeps the cookies, and sends them with every request.</li>
<li><strong>Call it from a page:</strong> <code>await fetch(api + '/reels', { credentials: 'include' })</code>. The stage must allow the origin of the page.</li>
</ol>
</section>
<div id="operations"><p class="page loading" role="status">The operations are loading …</p><noscript class="page">To try the operations, allow this page to run its script. The document itself is at /openapi.json.</noscript></div>
<section id="errors" class="page error-codes" aria-labelledby="errors-title">
<h2 id="errors-title">Errors, and what to do about each</h2>
<p>Use <code>code</code> to tell errors apart. This list is closed: a new code means a new version of the document.</p>
<table>
<thead><tr><th>Code</th><th>Status</th><th>What it means</th><th>What to do</th></tr></thead>
<tbody>
${Object.entries(problems)
  .map(
    ([code, { status, title, advice }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${html(title)}</td><td>${html(advice)}</td></tr>`,
  )
  .join('\n')}
</tbody>
</table>
</section>
</body>
</html>
`
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
}
