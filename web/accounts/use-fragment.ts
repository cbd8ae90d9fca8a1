import { useMemo } from 'preact/hooks'
import { place, renameAddress } from '../routing/router.ts'

/**
 * What the address has behind `#`, where links in mails carry their token. It is taken out of the address bar at once: a
 * token must not stay in the history, nor on a screen that others see.
 */
export function useFragment(): URLSearchParams {
  const { visit } = place.value
  return useMemo(takeFragment, [visit])
}

function takeFragment(): URLSearchParams {
  const { hash, pathname, search } = window.location
  if (hash !== '') renameAddress(pathname + search)
  return new URLSearchParams(hash.slice(1))
}
