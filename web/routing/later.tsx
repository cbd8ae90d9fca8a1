import { type ComponentType, h, type JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Failure } from '../api/api.ts'
import { isOffline } from '../api/connection.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'

/** A page whose code is loaded when it is first shown: whoever only watches needs none of it. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
  let page: ComponentType<Props> | null = null
  return function Later(props: Props) {
    const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
    useEffect(() => {
      if (page) return
      load().then(
        loaded => {
          page = loaded
          setState('ready')
        },
        () => setState('failed'),
      )
    }, [])
    if (page) return h(page, props)
    if (state === 'loading') return <Loading label="Loading this page" />
    // A browser remembers that a file did not load, and a new version of the player has other files.
    const failure: Failure = isOffline.value
      ? { code: 'Unreachable', message: 'This page has not been loaded yet.', faults: [] }
      : { code: 'InternalError', message: 'This page could not be loaded.', faults: [] }
    return (
      <div class="page">
        <FailureNotice failure={failure} onRetry={() => location.reload()} />
      </div>
    )
  }
}
