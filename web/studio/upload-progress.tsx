import { useId } from 'preact/hooks'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { AnotherVideo } from './another-video.tsx'
import { needsAnotherFile } from './upload-failures.ts'
import type { RunningUpload } from './uploads.ts'

export function UploadProgress({ upload, title }: { upload: RunningUpload; title: string }) {
  const id = useId()
  const state = upload.state.value
  async function cancel() {
    const outcome = await upload.cancel()
    toast(outcome.ok ? 'Upload cancelled.' : outcome.failure.message)
  }
  if (state.step === 'failed') {
    return (
      <div class="upload">
        <p class="fault" role="alert">
          {state.failure.message}
        </p>
        <div class="buttons">
          {!needsAnotherFile(state.failure) && (
            <button type="button" class="button small" onClick={() => void upload.retry()}>
              <Icon name="retry" /> Try again
            </button>
          )}
          <AnotherVideo reelId={upload.reelId} title={title} />
        </div>
      </div>
    )
  }
  const percent = state.step === 'sending' ? Math.floor(state.share * 100) : 100
  return (
    <div class="upload">
      <div class="upload-line">
        <span id={id}>{state.step === 'sending' ? `Uploading: ${percent}%` : 'Checking the video…'}</span>
        <button type="button" class="button small" onClick={() => void cancel()}>
          <Icon name="close" /> Cancel
        </button>
      </div>
      <progress max={100} value={percent} aria-labelledby={id} />
    </div>
  )
}
