import { join } from 'node:path'
import type { HttpEvent } from '#shared/http/call.ts'
import { config } from '#shared/runtime/config.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'
import { type Container, startContainer } from './containers.ts'
import { type Bundles, unpack } from './contenders.ts'
import { type EventRequest, eventOf } from './events.ts'
import type { Person } from './people.ts'
import { COLOURS, TAG } from './reels.ts'
import { beaconsOf } from './viewers.ts'

/** The functions that are measured, by what they are called here. */
export const OURS = {
  feed: 'listReels',
  saves: 'listSaves',
  like: 'likeReel',
  following: 'listFollowing',
  trending: 'listTrending',
  search: 'searchReels',
  views: 'sendViews',
  purchase: 'buyReel',
} as const

/** What Express does not have. */
export const ALONE = [
  'feed, compressed',
  'feed of a user, compressed',
  'following',
  'trending',
  'search of one word',
  'search of two words',
  'views',
  'purchase up to the checkout',
] as const

export type Route = 'feed' | 'feed of a user' | 'saves' | 'like' | (typeof ALONE)[number]
export type Name = 'function' | 'Express' | 'bare driver' | 'before'

export interface Contender {
  route: Route
  name: Name
  container: Container
  event: () => HttpEvent
}

/** As Chrome sends it. */
const BROWSER = { acceptEncoding: 'gzip, deflate, br, zstd' }
export const FEED = { method: 'GET', path: '/reels', route: '/reels', query: 'limit=20' }

interface Given {
  bundles: Bundles
  user: Person
  likers: readonly Person[]
  reels: readonly string[]
  /** The folder of a packaged checkout of another commit, which is measured, too. */
  before: string | undefined
  settings: Record<string, string>
}

/** Starts the containers of all contenders. Each is added to `containers` at once, so that they can be closed. */
export async function startContenders(given: Given, containers: Container[]): Promise<Contender[]> {
  const { bundles, user, likers, reels, before, settings } = given
  const { ours, express, bareDriver, folder } = bundles
  const start = async (entry: string | undefined): Promise<Container> => {
    const container = await startContainer(entry ?? '', settings)
    containers.push(container)
    return container
  }
  const contenders: Contender[] = []
  const add = (route: Route, name: Name, container: Container, event: () => HttpEvent) =>
    contenders.push({ route, name, container, event })
  const startOurs = (name: keyof typeof OURS) => start(ours.get(OURS[name])?.entry)
  const asUser = { accessToken: user.accessToken() }
  const ofNobody = () => eventOf(FEED)
  const ofUser = () => eventOf({ ...FEED, ...asUser })
  const like = likesOf(likers, reels)
  const saves = () => eventOf({ ...reading('/me/saves', 'limit=20'), ...asUser })

  const feed = await startOurs('feed')
  const [monolith, bare] = [await start(express.entry), await start(bareDriver.entry)]
  add('feed', 'function', feed, ofNobody)
  add('feed', 'Express', monolith, ofNobody)
  add('feed', 'bare driver', bare, ofNobody)
  add('feed of a user', 'function', feed, ofUser)
  add('feed of a user', 'Express', monolith, ofUser)
  const asBareUser = { query: `limit=20&user=${user.id}&session=${user.sessionId}` }
  add('feed of a user', 'bare driver', bare, () => eventOf({ ...FEED, ...asBareUser }))
  add('saves', 'function', await startOurs('saves'), saves)
  add('saves', 'Express', monolith, saves)
  add('like', 'function', await startOurs('like'), like)
  add('like', 'Express', monolith, like)
  if (before !== undefined) {
    const startBefore = (name: string) => start(unpack(name, join(folder, 'before', name), before).entry)
    const feedBefore = await startBefore(OURS.feed)
    add('feed', 'before', feedBefore, ofNobody)
    add('feed of a user', 'before', feedBefore, ofUser)
    add('like', 'before', await startBefore(OURS.like), like)
  }
  add('feed, compressed', 'function', feed, () => eventOf({ ...FEED, ...BROWSER }))
  add('feed of a user, compressed', 'function', feed, () => eventOf({ ...FEED, ...asUser, ...BROWSER }))
  const alone = async (route: Route, name: keyof typeof OURS, request: EventRequest) =>
    add(route, 'function', await startOurs(name), () => eventOf(request))
  await alone('following', 'following', { ...reading('/feeds/following', 'limit=20'), ...asUser })
  await alone('trending', 'trending', reading('/feeds/trending', 'limit=20'))
  await alone('search of one word', 'search', reading('/search/reels', `limit=20&q=${TAG}`))
  await alone('search of two words', 'search', reading('/search/reels', `limit=20&q=${TAG}+${COLOURS[0]}`))
  add('views', 'function', await startOurs('views'), viewsOf(likers, reels))
  add('purchase up to the checkout', 'function', await startOurs('purchase'), purchasesOf(likers, reels))
  return contenders
}

function reading(path: string, query: string): EventRequest {
  return { method: 'GET', path, route: path, query }
}

/** Each is a new one, of the older half, so that the reels of the first page keep their counts. */
function likesOf(likers: readonly Person[], reels: readonly string[]): () => HttpEvent {
  let likes = 0
  return () => {
    const accessToken = likers[likes % likers.length]?.accessToken() ?? ''
    const reelId = reels[Math.floor(likes / likers.length) % (reels.length / 2)] ?? ''
    likes += 1
    const path = `/reels/${reelId}/like`
    const route = '/reels/{reelId}/like'
    return eventOf({ method: 'PUT', path, route, parameters: { reelId }, accessToken })
  }
}

function viewsOf(viewers: readonly Person[], reels: readonly string[]): () => HttpEvent {
  let beacons: HttpEvent[] = []
  return () => {
    if (beacons.length === 0) beacons = beaconsOf(reels[0] ?? '', viewers)
    return beacons.shift() ?? eventOf(FEED)
  }
}

/** Two of three reels have a price. Nobody buys a reel twice, and everybody has an address of their own. */
function purchasesOf(buyers: readonly Person[], reels: readonly string[]): () => HttpEvent {
  const [origin = ''] = publicConfig().allowedOrigins
  const paid = reels.filter((_, n) => n % 3 !== 0)
  let bought = 0
  return () => {
    const buyer = bought % buyers.length
    const reelId = paid[Math.floor(bought / buyers.length)] ?? ''
    bought += 1
    return eventOf({
      ...{ method: 'POST', path: `/reels/${reelId}/purchases`, route: '/reels/{reelId}/purchases' },
      parameters: { reelId },
      accessToken: buyers[buyer]?.accessToken() ?? '',
      sourceIp: `10.0.${buyer >> 8}.${buyer & 255}`,
      body: {
        price: { amount: 499, currency: 'USD' },
        returnUrl: `${origin}/bought`,
        termsVersion: config().payments.termsVersion,
      },
    })
  }
}
