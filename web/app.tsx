import { Fragment } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { SignUpSheet } from './accounts/sign-up-sheet.tsx'
import { isOffline } from './api/connection.ts'
import { Navigation } from './navigation.tsx'
import { routeOf } from './routes.ts'
import { place } from './routing/router.ts'
import { Icon } from './ui/icons.tsx'
import { Toasts } from './ui/toast.tsx'

export function App() {
  const { url, visit } = place.value
  const route = routeOf(url)
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  useLayoutEffect(() => {
    // Screen readers and the keyboard start at the beginning of a new page too. Not later: a field that is chosen at once
    // would lose the focus again.
    if (!isFirst.current) main.current?.focus()
    isFirst.current = false
  }, [visit])
  return (
    <div class="app" data-watching={route.isWatching}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Navigation current={route.within ?? route.path} />
      {isOffline.value && (
        <p class="offline" role="status">
          <Icon name="offline" /> You are offline. What has loaded still works.
        </p>
      )}
      <main id="main" tabIndex={-1} ref={main}>
        <Fragment key={route.isWatching && visit}>{route.open(url)}</Fragment>
      </main>
      <SignUpSheet />
      <Toasts />
    </div>
  )
}
