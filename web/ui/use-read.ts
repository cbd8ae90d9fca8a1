import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Failure, Outcome } from '../api/api.ts'

interface Read<Data> {
  /** Null until it has been read. */
  data: Signal<Data | null>
  failure: Signal<Failure | null>
  retry: () => void
}

/** Reads what a page shows when it opens, and again when one of the inputs changes. */
export function useRead<Data>(read: () => Promise<Outcome<Data>>, inputs: readonly unknown[]): Read<Data> {
  const data = useSignal<Data | null>(null)
  const failure = useSignal<Failure | null>(null)
  async function start() {
    failure.value = null
    const outcome = await read()
    if (outcome.ok) data.value = outcome.data
    else failure.value = outcome.failure
  }
  useEffect(() => void start(), inputs)
  return { data, failure, retry: () => void start() }
}
