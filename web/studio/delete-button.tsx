import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { api, attempt } from '../api/api.ts'
import { dropReel } from '../lists/loaded-reels.ts'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { forgetUpload } from './uploads.ts'

/** Deletes a reel, after asking once. */
export function DeleteButton({ reelId, title }: { reelId: string; title: string }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const isSending = useSignal(false)
  async function remove() {
    isSending.value = true
    const outcome = await attempt(api.deleteReel({ params: { reelId } }))
    isSending.value = false
    dialog.current?.close()
    if (!outcome.ok) return toast(outcome.failure.message)
    forgetUpload(reelId)
    dropReel(reelId)
    toast('Reel deleted.')
  }
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={`Delete ${title}`}
        onClick={() => dialog.current?.showModal()}
      >
        <Icon name="trash" />
      </button>
      <dialog ref={dialog} aria-labelledby={`delete-${reelId}`}>
        <h2 id={`delete-${reelId}`}>Delete “{title}”?</h2>
        <p class="muted">The video, its likes and its saves will be deleted. This cannot be undone.</p>
        <div class="buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="button" class="button danger" onClick={remove} disabled={isSending.value}>
            Delete
          </button>
        </div>
      </dialog>
    </>
  )
}
