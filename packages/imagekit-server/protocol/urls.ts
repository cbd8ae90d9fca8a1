/** Splits at the first `?`, which belongs to neither part. The query is `''` if there is none. */
export function splitQuery(url: string): [path: string, query: string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

/** `/a b.mp4` → `/a%20b.mp4`: encodes each segment and keeps the slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
