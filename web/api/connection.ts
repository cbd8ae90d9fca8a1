import { signal } from '@preact/signals'

export const isOffline = signal(false)

/** Keeps `isOffline` up to date from now on. */
export function followConnection(): void {
  function update() {
    isOffline.value = !navigator.onLine
  }
  update()
  window.addEventListener('online', update)
  window.addEventListener('offline', update)
}
