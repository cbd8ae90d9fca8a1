import { useMemo } from 'preact/hooks'
import { account } from '../api/account.ts'
import { type LoadedReels, loadReels } from './loaded-reels.ts'
import type { ReelList } from './reel-list.ts'

/** The reels of a list, as the person who is logged in sees them. */
export function useLoadedReels(list: ReelList): LoadedReels {
  const viewerId = account.value?.id
  return useMemo(() => loadReels(list), [list.key, viewerId])
}
