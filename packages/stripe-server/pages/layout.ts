import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { STYLES } from './styles.ts'

type Html = ReturnType<typeof html>

const STYLE_HASH = createHash('sha256').update(STYLES).digest('base64')

/** A page of the server. Every value in an `html` template is escaped. */
export function layout(title: string, body: Html | Promise<Html>): Html | Promise<Html> {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(STYLES)}</style>
</head>
<body>
<header class="mode"><p>Test payments: no real money moves here.</p></header>
<main>
${body}
</main>
</body>
</html>`
}

/**
 * The answer with a page. It runs no script. Browsers apply `form-action` to the redirect after a form, so the address
 * that the page leads back to must be in it.
 */
export async function pageResponse(
  page: Html | Promise<Html>,
  { status = 200, leadsTo = [] }: { status?: number; leadsTo?: readonly (string | null)[] } = {},
): Promise<Response> {
  const origins = new Set(leadsTo.flatMap(url => (url === null ? [] : [new URL(url).origin])))
  const formAction = ["'self'", ...origins].join(' ')
  return new Response(String(await page), {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}

export function redirect(to: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location: to, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })
}
