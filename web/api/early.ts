import { apiUrl } from './address.ts'

/** How many reels a list reads at once. */
export const PAGE_SIZE = 10

let asked: { url: string; answer: Promise<Response> } | null = null

/** Asks the API for the first reel of this page, and the media service for its picture, before the player is here. */
export function askEarly({ pathname, search }: URL): void {
  const [, reelId] = /^\/reels\/([^/]+)\/?$/.exec(pathname) ?? []
  const isFeed = pathname === '/' && search === ''
  if (isFeed) ask(`/reels?limit=${PAGE_SIZE}`)
  else if (reelId) ask(`/reels/${reelId}`)
}

function ask(path: string): void {
  const url = apiUrl.replace(/\/$/, '') + path
  const answer = fetch(url, { credentials: 'include' })
  asked = { url, answer }
  answer
    .then(async response => {
      const { items: [reel] = [], reel: only = reel } = await response.clone().json()
      if (only?.video) loadPicture(only.video.thumbnailUrl)
    })
    // Only the picture is missing then. The page that reads the answer gets the same failure, and shows it.
    .catch(() => {})
}

function loadPicture(url: string): void {
  const picture = new Image()
  picture.fetchPriority = 'high'
  picture.src = url
}

/** `fetch`, with the answer that was asked for early. Each is given once. */
export const fetchOnce: typeof fetch = (url, options) => {
  if (asked?.url !== url || options?.method !== 'GET') return fetch(url, options)
  const { answer } = asked
  asked = null
  return answer
}
