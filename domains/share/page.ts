import { createHash } from 'node:crypto'
import { posterSize } from '#domains/media/video-urls.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Addresses } from '#domains/share/addresses.ts'

const SITE = 'Reels'
const DESCRIPTION_CHARACTERS = 200

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:#f4f4f8;color:#14141c}
main{max-width:24rem;padding:1.5rem;text-align:center}
img{display:block;max-width:100%;max-height:60vh;margin:0 auto 1rem;border-radius:1rem}
h1{margin:0;font-size:1.5rem;overflow-wrap:anywhere}
p{margin:.25rem 0 1.25rem;overflow-wrap:anywhere}
a{display:inline-block;padding:.875rem 1.5rem;border-radius:.75rem;background:#5b34e6;color:#fff;font-weight:650;text-decoration:none}
a:focus-visible{outline:3px solid #5b34e6;outline-offset:3px}
@media(prefers-color-scheme:dark){body{background:#0c0c12;color:#f4f4f8}a:focus-visible{outline-color:#b9a8ff}}`

/**
 * The page of a reel that messengers and social networks read, and that people see who follow a link to it. It has no
 * script. https://ogp.me
 */
export function sharePage(reel: Reel, addresses: Addresses): string {
  const text = escapeHtml
  const description = shortened(reel.description) || `A reel by ${reel.partner.brandName}`
  const properties = [...openGraph(reel, addresses, description)]
    .map(([name, content]) => `<meta property="${name}" content="${text(content)}">`)
    .join('\n')
  const image = reel.video ? imageOf(reel.video) : ''
  return `<!doctype html>
<html lang="en" prefix="og: https://ogp.me/ns#">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(reel.title)}</title>
<meta name="description" content="${text(description)}">
<meta name="twitter:card" content="summary_large_image">
${properties}
<link rel="canonical" href="${text(addresses.share)}">
<link rel="alternate" type="application/json+oembed" href="${text(addresses.oembed)}" title="${text(reel.title)}">
<style>${STYLE}</style>
</head>
<body>
<main>
${image}
<h1 dir="auto">${text(reel.title)}</h1>
<p dir="auto">${text(reel.partner.brandName)}</p>
<a href="${text(addresses.reel)}">Watch on ${SITE}</a>
</main>
</body>
</html>
`
}

function imageOf(video: NonNullable<Reel['video']>): string {
  const { width, height } = posterSize(video)
  return `<img src="${escapeHtml(video.thumbnailUrl)}" width="${width}" height="${height}" alt="">`
}

/** What the page may load: its poster and its own style. */
export function sharePolicy(reel: Reel): string {
  const style = createHash('sha256').update(STYLE).digest('base64')
  const images = reel.video ? new URL(reel.video.thumbnailUrl).origin : "'none'"
  return [
    "default-src 'none'",
    `img-src ${images}`,
    `style-src 'sha256-${style}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function* openGraph(reel: Reel, { share }: Addresses, description: string): Generator<[string, string]> {
  yield ['og:type', 'video.other']
  yield ['og:site_name', SITE]
  yield ['og:title', reel.title]
  yield ['og:description', description]
  yield ['og:url', share]
  for (const tag of reel.tags) yield ['video:tag', tag]
  const { video } = reel
  if (!video) return
  const size = (of: string, { width, height }: ReturnType<typeof posterSize>): [string, string][] => [
    [`${of}:width`, String(width)],
    [`${of}:height`, String(height)],
  ]
  yield ['og:image', video.thumbnailUrl]
  yield ['og:image:type', 'image/jpeg']
  yield* size('og:image', posterSize(video))
  // Other files do not play everywhere.
  if (!video.url || !new URL(video.url).pathname.endsWith('.mp4')) return
  yield ['og:video', video.url]
  yield ['og:video:type', 'video/mp4']
  yield* size('og:video', video)
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const characters = [...line]
  if (characters.length <= DESCRIPTION_CHARACTERS) return line
  return `${characters.slice(0, DESCRIPTION_CHARACTERS - 1).join('')}…`
}

// [106 escaped] Titles and names come from people.
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
