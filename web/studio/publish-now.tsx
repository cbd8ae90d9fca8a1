import { useSignal } from '@preact/signals'
import { account } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import { forgetReels } from '../lists/loaded-reels.ts'
import { listsOf, partnerList } from '../lists/reel-list.ts'
import { keepReel } from '../lists/reels.ts'
import { toast } from '../ui/toast.tsx'

/** Makes a reel public that is scheduled. */
export function PublishNow({ reelId, title }: { reelId: string; title: string }) {
  const isSending = useSignal(false)
  async function publish() {
    if (isSending.value) return
    isSending.value = true
    const outcome = await attempt(api.updateReel({ params: { reelId }, body: { publishAt: null } }))
    isSending.value = false
    if (!outcome.ok) return toast(outcome.failure.message)
    keepReel(outcome.data.reel)
    // These lists start with it now.
    for (const list of [...listsOf('feed'), partnerList(account.value?.id ?? '')]) forgetReels(list)
    toast(`“${title}” is public now.`)
  }
  return (
    <button
      type="button"
      class="button small"
      aria-label={`Publish now: ${title}`}
      aria-disabled={isSending.value}
      onClick={() => void publish()}
    >
      Publish now
    </button>
  )
}
