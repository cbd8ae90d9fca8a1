import { computed, signal } from '@preact/signals'

const current = signal({ visit: 0, url: new URL(window.location.href) })

/** Counts the pages that were gone to: the same one gone to again begins anew. */
export const visit = computed(() => current.value.visit)

/** A page with what its address says. */
export type Route =
  | { page: 'feed'; price: 'free' | 'paid' | undefined }
  | { page: 'reel'; reelId: string; from: string }
  | { page: 'tag'; tag: string }
  | { page: 'partner'; partnerId: string }
  | { page: 'saved' | 'liked' | 'studio' | 'publish' | 'missing' }
  | { page: 'account' | 'profile' | 'password' | 'devices' }
  | { page: 'edit'; reelId: string }
  | { page: 'login' | 'register'; role: 'user' | 'partner'; next: string }
  | { page: 'forgot'; role: 'user' | 'partner' }
  | { page: 'reset'; token: string }

export const route = computed(() => parse(current.value.url))

function parse({ pathname, searchParams }: URL): Route {
  const [first = '', second = '', third] = pathname.split('/').slice(1).map(decodeURIComponent)
  if (third !== undefined) return { page: 'missing' }
  const role = searchParams.get('as') === 'partner' ? 'partner' : 'user'
  const price = searchParams.get('price')
  switch (first) {
    case '':
      return { page: 'feed', price: price === 'free' || price === 'paid' ? price : undefined }
    case 'reels':
      return { page: 'reel', reelId: second, from: searchParams.get('from') ?? 'feed' }
    case 'tags':
      return { page: 'tag', tag: second }
    case 'partners':
      return { page: 'partner', partnerId: second }
    case 'studio':
      if (second === '') return { page: 'studio' }
      return second === 'new' ? { page: 'publish' } : { page: 'edit', reelId: second }
    case 'login':
    case 'register':
      return { page: first, role, next: ownPath(searchParams.get('next')) }
    case 'forgot-password':
      return { page: 'forgot', role }
    case 'reset-password':
      return { page: 'reset', token: searchParams.get('token') ?? '' }
    case 'account':
      if (second === 'profile' || second === 'password' || second === 'devices') return { page: second }
      return { page: second === '' ? 'account' : 'missing' }
    case 'saved':
    case 'liked':
      return { page: first }
    default:
      return { page: 'missing' }
  }
}

/** Only a path of this player: a link must not send anybody elsewhere after logging in. */
function ownPath(path: string | null): string {
  if (path === null) return '/'
  const target = new URL(path, window.location.origin)
  return target.origin === window.location.origin ? target.pathname + target.search : '/'
}

export function navigate(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  show()
}

/** Another address for the page that is shown already: to reload, to share and to come back to. */
export function renameAddress(to: string): void {
  history.replaceState(null, '', to)
}

function show(): void {
  current.value = { visit: current.value.visit + 1, url: new URL(window.location.href) }
}

export const paths = {
  reel: (reelId: string, from: string) => `/reels/${reelId}?from=${encodeURIComponent(from)}`,
  tag: (tag: string) => `/tags/${encodeURIComponent(tag)}`,
  partner: (partnerId: string) => `/partners/${partnerId}`,
  login: (role: 'user' | 'partner' = 'user') =>
    `/login?as=${role}&next=${encodeURIComponent(window.location.pathname + window.location.search)}`,
}

/** Links are plain `<a href>`; those that stay in the player change the page without loading it anew. */
export function followLinks(): void {
  window.addEventListener('popstate', show)
  document.addEventListener('click', event => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    if (!link || !isPlain || event.defaultPrevented || link.origin !== window.location.origin) return
    // To a place of the same page: the browser knows the way.
    if (link.hash !== '') return
    if (link.target !== '' || link.hasAttribute('download')) return
    event.preventDefault()
    if (link.href !== window.location.href) navigate(link.href)
  })
}
