import { type Signal, signal } from '@preact/signals'
import type { Reel } from '#client'

export type ReelSignal = Signal<Reel>

// Each reel has one signal for all lists that it is in: a like in the feed shows in the saved list too.
const known = new Map<string, ReelSignal>()

/** Shows what may be played of a reel now. It was bought, or taken back, since it was read. */
export function renewVideo(reelId: string, video: NonNullable<Reel['video']>): void {
  const kept = known.get(reelId)
  if (!kept) return
  const { sale } = kept.peek()
  kept.value = {
    ...kept.peek(),
    video,
    sale: sale && { ...sale, owned: sale.owned && video.access === 'full' },
  }
}

/** Shows in every reel of a partner whether the user follows it. */
export function showFollowing(partnerId: string, following: boolean): void {
  for (const reel of known.values()) {
    const { partner, viewer } = reel.peek()
    if (partner.id === partnerId && viewer) reel.value = { ...reel.peek(), viewer: { ...viewer, following } }
  }
}

/** The reel if any list has it. */
export function knownReel(reelId: string): ReelSignal | undefined {
  return known.get(reelId)
}

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
