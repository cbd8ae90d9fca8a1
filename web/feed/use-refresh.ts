import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { LoadedReels } from '../lists/loaded-reels.ts'
import { toast } from '../ui/toast.tsx'

export type PullState = 'none' | 'pulled' | 'far-enough' | 'reading'

const ENOUGH_PIXELS = 150

interface Refresh {
  state: ReadonlySignal<PullState>
  /** A finger has pulled the first page down by so many pixels; null if it has let go. */
  pull(pixels: number | null): void
}

/** Reads the list again if somebody pulls its first page down far enough. */
export function useRefresh(loaded: LoadedReels, toTop: () => void): Refresh {
  const state = useSignal<PullState>('none')
  async function read() {
    state.value = 'reading'
    const before = loaded.reels.value.length
    const failure = await loaded.refresh()
    state.value = 'none'
    if (failure) return toast(failure.message)
    if (loaded.reels.value.length === before) toast('There is nothing newer.')
    toTop()
  }
  function pull(pixels: number | null) {
    if (state.value === 'reading') return
    if (pixels === null && state.value === 'far-enough') void read()
    else if (pixels === null || pixels <= 0) state.value = 'none'
    else state.value = pixels > ENOUGH_PIXELS ? 'far-enough' : 'pulled'
  }
  return { state, pull }
}
