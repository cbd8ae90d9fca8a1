export interface PlayerOrigins {
  /** The address of the API. */
  apiUrl: string
  /** Addresses that videos and pictures come from, and that videos are uploaded to. */
  mediaUrls: readonly string[]
  /** Whether the player is served over https. */
  isSecure: boolean
}

const YEAR_SECONDS = 365 * 24 * 60 * 60

/**
 * The headers of every answer of the host that serves the player. OWASP ASVS 5.0, 3.4.
 * @throws TypeError if an address is not one
 */
export function securityHeaders({ apiUrl, mediaUrls, isSecure }: PlayerOrigins): Record<string, string> {
  const media = [...new Set(mediaUrls.map(url => new URL(url).origin))].join(' ')
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    // The controls of the video bring their styles as text, within their shadow trees.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': `'self' data: ${media}`,
    // Streams are put together in the page, and a partner sees a file before it is sent.
    'media-src': `blob: ${media}`,
    // The service worker fetches the player itself.
    'connect-src': `'self' ${new URL(apiUrl).origin} ${media}`,
    // The service worker is a file. hls.js takes streams apart in a worker of its own code.
    'worker-src': "'self' blob:",
    'manifest-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'object-src': "'none'",
    'frame-ancestors': "'none'",
  }
  // [127 headers] A page that is framed can be clicked by somebody who sees another one. What is not listed is not run.
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // The addresses of the player have the token of a new password in them.
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    ...(isSecure && { 'strict-transport-security': `max-age=${YEAR_SECONDS}; includeSubDomains` }),
  }
}

// `npm run player:headers -- https://api.reels.example https://ik.imagekit.io https://upload.imagekit.io`
if (import.meta.main) {
  const [apiUrl, ...mediaUrls] = process.argv.slice(2)
  if (!apiUrl || mediaUrls.length === 0)
    throw new Error('Name the API and the addresses of the media service')
  const headers = securityHeaders({ apiUrl, mediaUrls, isSecure: true })
  for (const [name, value] of Object.entries(headers)) console.log(`${name}: ${value}`)
}
