import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Reel } from '#client'
import { keptFile } from '../device/files.ts'
import { keyOf } from '../device/kept.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { dateText, hueOf, priceText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { AnotherVideo } from './another-video.tsx'
import { DeleteButton } from './delete-button.tsx'
import { UploadProgress } from './upload-progress.tsx'
import { uploadAgain, uploads } from './uploads.ts'

/** A reel without a video: it is being uploaded, or something came between. */
export function DraftRow({ reel }: { reel: ReelSignal }) {
  const { id, title, price, createdAt } = reel.value
  const running = uploads.value.get(id)
  return (
    <li class="studio-row" data-reel={id}>
      <span class="thumb" style={{ '--hue': hueOf(id) }} />
      <div class="studio-text">
        <h3>{title}</h3>
        <p class="muted">
          {priceText(price)} · {dateText(createdAt)}
        </p>
        {running ? <UploadProgress upload={running} title={title} /> : <Interrupted reel={reel.value} />}
      </div>
      <div class="studio-actions">
        <a class="icon-button" href={`/studio/${id}`} aria-label={`Edit ${title}`}>
          <Icon name="pencil" />
        </a>
        <DeleteButton reelId={id} title={title} />
      </div>
    </li>
  )
}

/** An upload that ended with its page, or that was refused. If its file is still on this device, it can be sent again. */
function Interrupted({ reel: { id, title, failure } }: { reel: Reel }) {
  const file = useSignal<File | null>(null)
  useEffect(() => {
    void keptFile(keyOf(id)).then(kept => {
      file.value = kept
    })
  }, [id])
  async function send(same: File) {
    const refusal = await uploadAgain(id, same)
    if (refusal) toast(refusal.message)
  }
  const { value: same } = file
  return (
    <div class="upload">
      <p class="fault">{failure?.detail ?? 'The video was not uploaded to the end.'}</p>
      <div class="buttons">
        {same && failure === null && (
          <button type="button" class="button small" onClick={() => void send(same)}>
            <Icon name="retry" /> Try again
          </button>
        )}
        <AnotherVideo reelId={id} title={title} />
      </div>
    </div>
  )
}
