import type { Reel } from '#client'

export interface ReelOrder {
  by: keyof typeof VALUES
  isDescending: boolean
}

export const NEWEST_FIRST: ReelOrder = { by: 'createdAt', isDescending: true }

/** What a reel is in the studio, in the order in which the states are sorted. */
export const STATES: Record<Reel['status'], string> = {
  failed: 'Not published',
  uploading: 'Not uploaded',
  scheduled: 'Scheduled',
  ready: 'Public',
}

const VALUES = {
  title: (reel: Reel) => reel.title.toLocaleLowerCase(),
  status: (reel: Reel) => Object.keys(STATES).indexOf(reel.status),
  views: (reel: Reel) => reel.counts.views,
  likes: (reel: Reel) => reel.counts.likes,
  saves: (reel: Reel) => reel.counts.saves,
  createdAt: (reel: Reel) => reel.createdAt,
}

/** Another order for a list: the other way round if it is sorted by this already. Words begin at A, numbers at the largest. */
export function nextOrder({ by, isDescending }: ReelOrder, chosen: ReelOrder['by']): ReelOrder {
  return {
    by: chosen,
    isDescending: by === chosen ? !isDescending : chosen !== 'title' && chosen !== 'status',
  }
}

/** The same reels in another order. Those that are equal stay as they were. */
export function sorted<Item extends { value: Reel }>(
  items: readonly Item[],
  { by, isDescending }: ReelOrder,
): Item[] {
  const read = VALUES[by]
  const step = isDescending ? -1 : 1
  return [...items].sort((one, other) => {
    const [a, b] = [read(one.value), read(other.value)]
    if (typeof a === 'string' && typeof b === 'string') return step * a.localeCompare(b)
    return step * (Number(a) - Number(b))
  })
}
