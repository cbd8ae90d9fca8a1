import { type ReadonlySignal, signal } from '@preact/signals'
import type { Suggestion } from '#client'
import { api, attempt } from '../api/api.ts'

/** People who type quickly pause for less. */
const PAUSE_MILLISECONDS = 150

interface Suggestions {
  items: ReadonlySignal<readonly Suggestion[]>
  /** Asks for suggestions as soon as nothing more is typed for a moment. */
  follow(text: string): void
  /** Forgets the suggestions, and those that are still to come. */
  stop(): void
}

/** What the API suggests for what is typed. Without an answer there is nothing to suggest: one can search all the same. */
export function suggestions(): Suggestions {
  const items = signal<readonly Suggestion[]>([])
  let pause: ReturnType<typeof setTimeout> | undefined
  let asking = new AbortController()

  function follow(text: string): void {
    forget()
    const q = text.trim()
    if (q === '') {
      items.value = []
      return
    }
    const { signal: isOld } = asking
    pause = setTimeout(() => void ask(q, isOld), PAUSE_MILLISECONDS)
  }

  async function ask(q: string, isOld: AbortSignal): Promise<void> {
    const outcome = await attempt(api.suggestSearches({ query: { q } }, { signal: isOld }))
    // An answer to what was typed before must not take the place of a newer one.
    if (!isOld.aborted) items.value = outcome.ok ? outcome.data.items : []
  }

  function forget(): void {
    clearTimeout(pause)
    asking.abort()
    asking = new AbortController()
  }

  function stop(): void {
    forget()
    items.value = []
  }

  return { items, follow, stop }
}
