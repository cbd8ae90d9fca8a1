import { type ComponentType, h, type JSX } from 'preact'
import type { IconName } from '../ui/icons.tsx'

/** The names in a path: `reelId` of `/reels/:reelId`. */
type ParamName<Path extends string> = Path extends `${string}/:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamName<`/${More}`>
    : Rest
  : never

export type Params<Path extends string> = Readonly<Record<ParamName<Path>, string>>

/** What a page gets from its address. */
export interface PageProps<Path extends string = '/'> {
  params: Params<Path>
  query: URLSearchParams
}

export interface NavigationEntry {
  label: string
  icon: IconName
  /** Viewers are users and everyone who is not logged in. */
  shownTo: 'everyone' | 'viewers' | 'partners'
}

interface RouteOptions {
  navigation?: NavigationEntry
  /** The path whose navigation entry is marked as current on this page too. */
  within?: string
  /** Shows videos on a dark ground, and starts over with each visit. */
  isWatching?: boolean
}

export interface Route extends RouteOptions {
  path: string
  /** The page for this address, or null if the address does not fit the path. */
  open(url: URL): JSX.Element | null
}

/** Declares that addresses of this path show this page. The names in the path become its `params`. */
export function route<const Path extends string>(
  path: Path,
  page: ComponentType<PageProps<NoInfer<Path>>>,
  options: RouteOptions = {},
): Route {
  return {
    path,
    ...options,
    open(url) {
      const params = matchPath(path, url.pathname)
      return params && h(page, { params, query: url.searchParams })
    },
  }
}

/** The params of a path, decoded, or null if the address does not fit it or cannot be decoded. */
export function matchPath<Path extends string>(path: Path, pathname: string): Params<Path> | null {
  const names = path.split('/')
  const parts = pathname.replace(/(.)\/$/, '$1').split('/')
  if (names.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? ''
    if (name.startsWith(':')) {
      const value = decode(part)
      if (value === '') return null
      params[name.slice(1)] = value
    } else if (name !== part) return null
  }
  // The compiler cannot see that the names come from the path.
  return params as Params<Path>
}

/** Empty if the text is not valid percent-encoding, such as `%`. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
