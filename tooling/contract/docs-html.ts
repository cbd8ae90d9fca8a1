import { problems } from '#shared/contract/problems.ts'

/** What the page shows of the OpenAPI document. */
export interface DocumentedContract {
  info: { title: string; description: string }
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, DocumentedOperation>>
}

interface DocumentedOperation {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  security: Record<string, unknown>[]
}

/**
 * The page of GET /docs. All of it can be read at once. Only what an operation takes and answers, and the form to send
 * it, are loaded when it is opened.
 * @param url where the page gets a file from, by its name
 */
export function docsHtml(contract: DocumentedContract, url: (name: string) => string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Every operation of the Reels API, to read and to try, and what to do about each error.">
<title>Reels API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${url('docs.css')}">
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
<main class="page">
${QUICK_START}
<section class="guide" aria-labelledby="guide">
<h2 id="guide">What holds for every operation</h2>
${paragraphs(contract.info.description)}
</section>
<div id="operations" data-style="${url('swagger-ui.css')}" data-script="${url('swagger-ui.js')}">
<p class="filter"><label>Find an operation <input type="search" autocomplete="off" spellcheck="false"></label></p>
<noscript><p>To try the operations, allow this page to run its script. The document itself is at /openapi.json.</p></noscript>
${contract.tags.map(tag => tagHtml(tag, contract)).join('\n')}
</div>
${ERRORS}
</main>
</body>
</html>
`
}

const QUICK_START = `<section class="quick-start" aria-labelledby="quick-start">
<h1 id="quick-start">Quick start</h1>
<ol>
<li><strong>Read the feed.</strong> Open <a href="#/reels/listReels">GET /reels</a>, choose “Try it out”, then “Execute”. Nobody has to be logged in.</li>
<li><strong>Log in</strong> in the same way, as <a href="#/auth/loginUser">a user</a> or as <a href="#/auth/loginPartner">a partner</a>. On a laptop, <code>npm start</code> prints an account of each. Your browser keeps the cookies, and sends them with every request.</li>
<li><strong>Call it from a page:</strong> <code>await fetch(api + '/reels', { credentials: 'include' })</code>. The stage must allow the origin of the page.</li>
</ol>
</section>`

const ERRORS = `<section id="errors" class="error-codes" aria-labelledby="errors-title">
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
</section>`

function tagHtml(tag: DocumentedContract['tags'][number], { paths }: DocumentedContract): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  return `<section class="tag" aria-labelledby="tag-${tag.name}">
<h2 id="tag-${tag.name}">${tag.name}</h2>
<p>${html(tag.description)}</p>
${operations
  .filter(({ operation }) => operation.tags.includes(tag.name))
  .map(({ path, method, operation }) => operationHtml(tag.name, path, method, operation))
  .join('\n')}
</section>`
}

function operationHtml(tag: string, path: string, method: string, operation: DocumentedOperation): string {
  const { operationId, summary, description = '', security } = operation
  return `<details class="operation" id="/${tag}/${operationId}" data-method="${method}" data-path="${path}">
<summary><h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3> <span>${html(summary)}</span></summary>
${paragraphs(`${description}\n\n${loginText(security)}`)}
<div class="try"></div>
</details>`
}

function loginText(security: readonly Record<string, unknown>[]): string {
  if (security.length === 0) return 'Nobody has to be logged in.'
  const schemes = [...new Set(security.flatMap(each => Object.keys(each)))].map(name => `\`${name}\``)
  const isOptional = security.some(each => Object.keys(each).length === 0)
  return isOptional ? `Takes ${schemes.join(' and ')}, if there is one.` : `Needs ${schemes.join(' and ')}.`
}

/** The part of CommonMark that texts of the contract have: paragraphs, bold words and code. */
function paragraphs(text: string): string {
  return text
    .trim()
    .split('\n\n')
    .map(paragraph => `<p>${html(paragraph)}</p>`)
    .join('\n')
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
}
