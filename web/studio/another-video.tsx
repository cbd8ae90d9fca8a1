import { useSignal } from '@preact/signals'
import { Icon } from '../ui/icons.tsx'
import { uploadAgain } from './uploads.ts'
import { inspectVideo, VIDEO_TYPES } from './video-file.ts'

/** Takes another video for a reel whose upload was interrupted or refused. */
export function AnotherVideo({ reelId, title }: { reelId: string; title: string }) {
  const refusal = useSignal<string | null>(null)
  async function pick(file: File | undefined) {
    if (!file) return
    const inspection = await inspectVideo(file)
    refusal.value = inspection.ok ? ((await uploadAgain(reelId, file))?.message ?? null) : inspection.refusal
  }
  return (
    <>
      <label class="button small">
        <Icon name="upload" /> Choose another video
        <input
          class="visually-hidden"
          type="file"
          accept={VIDEO_TYPES}
          aria-label={`Choose another video for ${title}`}
          onChange={event => {
            void pick(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
      </label>
      <span role="alert">{refusal.value && <span class="fault">{refusal.value}</span>}</span>
    </>
  )
}
