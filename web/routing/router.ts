import { computed, signal } from '@preact/signals'

// Each navigation counts as a visit, also one to the address that is already shown.
const visits = signal(0)

/** Where the visitor is. `visit` changes with each navigation, so that it can be the key of a page that starts over. */
export const place = computed(() => ({ visit: visits.value, url: new URL(window.location.href) }))

export function currentPath(): string {
  return window.location.pathname + window.location.search
}

export function navigate(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  visits.value += 1
}

/** To the page before this one. Whoever came from elsewhere gets to another page of the player. */
export function goBack(otherwise: string): void {
  if (visits.value > 0) history.back()
  else navigate(otherwise)
}

/** Gives the current page another address, to reload, to share and to come back to. The page stays as it is. */
export function renameAddress(to: string): void {
  history.replaceState(null, '', to)
}

/** Links are plain `<a href>`. Those that stay in the player change the page without reloading it. */
export function followLinks(): void {
  window.addEventListener('popstate', () => {
    visits.value += 1
  })
  document.addEventListener('click', event => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    if (!link || !isPlain || event.defaultPrevented || link.origin !== window.location.origin) return
    // The browser itself scrolls to a place on the same page.
    if (link.hash !== '') return
    if (link.target !== '' || link.hasAttribute('download')) return
    event.preventDefault()
    if (link.href !== window.location.href) navigate(link.href)
  })
}
