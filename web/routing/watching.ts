/** Whether the page of this path shows videos. It is known before the routes are here: such a page is dark on a phone. */
export function isWatching(pathname: string): boolean {
  return /^\/(trending|following|reels\/[^/]+)?\/?$/.test(pathname)
}
