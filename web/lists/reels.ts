import { type Signal, signal } from '@preact/signals'
import type { Reel } from '#client'

export type ReelSignal = Signal<Reel>

// Each reel has one signal for all lists that it is in: a like in the feed shows in the saved list too.
const known = new Map<string, ReelSignal>()

export function keepReel(reel: Reel): ReelSignal {
  const kept = known.get(reel.id)
  if (kept) {
    kept.value = reel
    return kept
  }
  const fresh = signal(reel)
  known.set(reel.id, fresh)
  return fresh
}
