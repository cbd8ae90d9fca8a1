interface StoredCookie {
  value: string
  path: string
}

/**
 * A `fetch` with its own cookie jar, for scripts and tests of one API. `fetch-cookie` would be longer here: tests look into
 * the jar and start with cookies of unknown hosts, which a jar of `tough-cookie` cannot take as they are.
 */
export interface Browser {
  fetch: typeof fetch
  cookies: ReadonlyMap<string, StoredCookie>
  /** A second browser, which begins with the same cookies. */
  copy(): Browser
}

export function openBrowser(
  initial: ReadonlyMap<string, StoredCookie> = new Map(),
  send: typeof fetch = fetch,
): Browser {
  const cookies = new Map(initial)
  return {
    cookies,
    copy: () => openBrowser(cookies, send),
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input)
      const headers = new Headers(init?.headers)
      const sent = [...cookies].filter(([, cookie]) => url.pathname.startsWith(cookie.path))
      if (sent.length > 0)
        headers.set('cookie', sent.map(([name, { value }]) => `${name}=${value}`).join('; '))
      const response = await send(url, { ...init, headers })
      for (const line of response.headers.getSetCookie()) keep(cookies, line)
      return response
    },
  }
}

function keep(cookies: Map<string, StoredCookie>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map(part => part.trim())
  const name = pair.slice(0, pair.indexOf('='))
  const attribute = (key: string) =>
    attributes.find(text => text.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1)
  if (attribute('max-age') === '0') cookies.delete(name)
  else cookies.set(name, { value: pair.slice(name.length + 1), path: attribute('path') ?? '/' })
}
