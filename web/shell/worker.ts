import { clientsClaim } from 'workbox-core'
import { addRoute, matchPrecache, type PrecacheEntry, precache } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { NetworkOnly } from 'workbox-strategies'

// The service worker. It keeps the player itself, and nothing else: what it has no route for goes to the network as if it
// was not there. A new one takes over when no tab needs the files of the last one any more.

/** The page and its files, as `shell/offline.ts` found them in the build. */
declare const SHELL: PrecacheEntry[]

const PATIENCE_SECONDS = 3

precache(SHELL)

// A page that is left cannot hand its last beacon to a worker any more: what is sent goes to the network by itself.
addEventListener('install', (event: Event & { addRoutes?: (route: object) => Promise<void> }) => {
  void event.addRoutes?.({ condition: { requestMethod: 'POST' }, source: 'network' })
})

registerRoute(
  new NavigationRoute(
    new NetworkOnly({
      networkTimeoutSeconds: PATIENCE_SECONDS,
      plugins: [{ handlerDidError: () => matchPrecache('/') }],
    }),
  ),
)

// Also files of a version that is newer than this worker: their names never mean anything else.
registerRoute(
  ({ sameOrigin, url }) => sameOrigin && url.pathname.startsWith('/assets/'),
  async ({ request }) => (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request),
)

// The icon and the manifest.
addRoute({ cleanURLs: false, directoryIndex: '' })

// Also the tab that has just brought it.
clientsClaim()
