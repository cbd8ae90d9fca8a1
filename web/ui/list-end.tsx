import type { PagedList } from './paged-list.ts'
import { FailureNotice, Loading } from './states.tsx'

/** The end of a list that is read page by page: loading, a failure, or a button for more. */
export function ListEnd({ list, label }: { list: Omit<PagedList<unknown>, 'items'>; label: string }) {
  const { isLoading, failure, hasMore, more } = list
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={() => void more()} />
  if (isLoading.value) return <Loading label={label} />
  if (!hasMore.value) return null
  return (
    <button type="button" class="button more-rows" onClick={() => void more()}>
      Show more
    </button>
  )
}
