import { useMemo } from 'preact/hooks'
import { account } from '../accounts/account.ts'
import { type ReelList, reelList } from './reel-list.ts'

/** The list of that name as whoever is logged in sees it. */
export function useReelList(key: string): ReelList {
  const viewerId = account.value?.id
  return useMemo(() => reelList(key), [key, viewerId])
}
