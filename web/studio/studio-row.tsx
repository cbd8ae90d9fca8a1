import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Reel } from '#client'
import { timeZone } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import { dropReel } from '../lists/loaded-reels.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { paths } from '../routing/paths.ts'
import { countOf, dateText, hueOf, priceText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { Poster } from '../ui/poster.tsx'
import { toast } from '../ui/toast.tsx'
import { momentText } from './local-time.ts'
import { PublishNow } from './publish-now.tsx'
import { UploadProgress } from './upload-progress.tsx'
import { forgetUpload, uploadAgain, uploads } from './uploads.ts'
import { refusalOf, VIDEO_TYPES } from './video-file.ts'

export function StudioRow({ reel }: { reel: ReelSignal }) {
  const { id, title, status, video, price, counts, createdAt, publishAt, failure } = reel.value
  const running = uploads.value.get(id)
  const isRunning = running !== undefined && running.state.value.step !== 'ready'
  return (
    <li class="studio-row" data-reel={id}>
      <span class="thumb" style={{ '--hue': hueOf(id) }}>
        {video && <Poster url={video.thumbnailUrl} isLazy />}
      </span>
      <div class="studio-text">
        <h2>{status === 'ready' ? <a href={paths.reel(id, 'feed')}>{title}</a> : title}</h2>
        <p class="muted">
          {priceText(price)} · {dateText(createdAt)}
        </p>
        {isRunning ? (
          <UploadProgress upload={running} />
        ) : (
          <p class="studio-status">
            <StatusBadge status={status} />
            {status === 'ready' && (
              <span class="muted">
                {countOf(counts.views, 'view')} · {countOf(counts.likes, 'like')} ·{' '}
                {countOf(counts.saves, 'save')}
              </span>
            )}
            {publishAt !== null && <PublicAt time={publishAt} />}
            {status === 'scheduled' && <PublishNow reelId={id} title={title} />}
            {failure && <span class="fault">{failure.detail}</span>}
          </p>
        )}
      </div>
      {!isRunning && (
        <div class="studio-actions">
          {(status === 'uploading' || status === 'failed') && <UploadAgain reelId={id} title={title} />}
          {status === 'ready' && (
            <a class="icon-button" href={`/studio/${id}/statistics`} aria-label={`Statistics of ${title}`}>
              <Icon name="chart" />
            </a>
          )}
          <a class="icon-button" href={`/studio/${id}`} aria-label={`Edit ${title}`}>
            <Icon name="pencil" />
          </a>
          <DeleteButton reelId={id} title={title} />
        </div>
      )}
    </li>
  )
}

function PublicAt({ time }: { time: string }) {
  // Until the zone of the account is known, it is the one of the device.
  const zone = timeZone.value ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <span class="muted">
      Public at {momentText(Date.parse(time), zone, 'medium')}, {zone}
    </span>
  )
}

const STATUS: Record<Reel['status'], string> = {
  ready: 'Ready',
  scheduled: 'Scheduled',
  uploading: 'Not uploaded',
  failed: 'Failed',
}

function StatusBadge({ status }: { status: Reel['status'] }) {
  return (
    <span class="badge" data-status={status}>
      {STATUS[status]}
    </span>
  )
}

/** For an upload that was interrupted or refused: its file has to be picked again. */
function UploadAgain({ reelId, title }: { reelId: string; title: string }) {
  async function pick(file: File | undefined) {
    if (!file) return
    const refusal = (await refusalOf(file)) ?? (await uploadAgain(reelId, file))?.message
    if (refusal) toast(refusal)
  }
  return (
    <label class="icon-button">
      <Icon name="upload" />
      <input
        class="visually-hidden"
        type="file"
        accept={VIDEO_TYPES}
        aria-label={`Upload a video for ${title}`}
        onChange={event => void pick(event.currentTarget.files?.[0])}
      />
    </label>
  )
}

function DeleteButton({ reelId, title }: { reelId: string; title: string }) {
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
