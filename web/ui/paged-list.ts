import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Failure, Outcome } from '../api/api.ts'

interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

export interface PagedList<Item> {
  items: Signal<Item[]>
  isLoading: Signal<boolean>
  failure: Signal<Failure | null>
  hasMore: Signal<boolean>
  more: () => Promise<void>
}

/** A list that is read page by page, from its beginning when it opens and when one of the inputs changes. */
export function usePagedList<Item>(
  read: (cursor: string | undefined) => Promise<Outcome<Page<Item>>>,
  inputs: readonly unknown[],
): PagedList<Item> {
  const items = useSignal<Item[]>([])
  const isLoading = useSignal(true)
  const failure = useSignal<Failure | null>(null)
  const hasMore = useSignal(false)
  const cursor = useSignal<string | undefined>(undefined)
  /** Counts beginnings: an answer to a page of the list before is not shown. */
  const beginning = useSignal(0)

  async function more(): Promise<void> {
    const begun = beginning.peek()
    isLoading.value = true
    failure.value = null
    const outcome = await read(cursor.peek())
    if (begun !== beginning.peek()) return
    isLoading.value = false
    if (!outcome.ok) {
      failure.value = outcome.failure
      return
    }
    items.value = [...items.peek(), ...outcome.data.items]
    cursor.value = outcome.data.nextCursor ?? undefined
    hasMore.value = outcome.data.nextCursor !== null
  }

  useEffect(() => {
    beginning.value = beginning.peek() + 1
    items.value = []
    cursor.value = undefined
    hasMore.value = false
    void more()
  }, inputs)
  return { items, isLoading, failure, hasMore, more }
}
