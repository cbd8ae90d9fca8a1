import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { limits } from '../api/limits.ts'
import { faultText } from '../ui/field.tsx'
import type { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icons.tsx'
import { Loading } from '../ui/states.tsx'
import type { ReelDraft } from './reel-draft.ts'
import { ReelPreview } from './reel-preview.tsx'
import { factsText, inspectVideo, limitText, VIDEO_TYPES, type VideoFacts } from './video-file.ts'

interface Props {
  file: Signal<File | null>
  draft: Signal<ReelDraft>
  form: Form
}

/** Where a video is chosen. It is played before it is taken, and then shown as it will look in the feed. */
export function VideoPicker({ file, draft, form }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const { facts, refusal, isReading, take } = useInspection(file)
  const isOver = useSignal(false)
  const url = useComputed(() => (file.value && facts.value ? URL.createObjectURL(file.value) : null))
  useEffect(() => {
    const made = url.value
    return () => {
      if (made) URL.revokeObjectURL(made)
    }
  }, [url.value])

  function drop(event: DragEvent) {
    event.preventDefault()
    isOver.value = false
    void take(event.dataTransfer?.files[0])
  }
  const fault = form.faultOf('file')
  const message = refusal.value ?? (fault && faultText('Video', fault))
  const canChange = url.value !== null || refusal.value !== null

  return (
    <div class="picker">
      <label
        class="picker-frame"
        data-over={isOver.value || undefined}
        onDragOver={event => {
          event.preventDefault()
          isOver.value = true
        }}
        onDragLeave={() => (isOver.value = false)}
        onDrop={drop}
      >
        {url.value ? (
          <ReelPreview draft={draft.value} url={url.value} size={facts.value} />
        ) : (
          <PickerHint isReading={isReading.value} />
        )}
        <input
          ref={input}
          class="visually-hidden"
          type="file"
          name="video"
          accept={VIDEO_TYPES}
          aria-label="Video"
          aria-invalid={message !== undefined}
          aria-describedby="video-message"
          onChange={event => {
            void take(event.currentTarget.files?.[0])
            // The same file can be chosen again, after it was mended.
            event.currentTarget.value = ''
          }}
        />
      </label>
      <div id="video-message" role="alert">
        {message && <p class="fault">{message}</p>}
      </div>
      {file.value && facts.value && (
        <p class="picker-file">
          <span>{file.value.name}</span> <span class="muted">{factsText(file.value, facts.value)}</span>
        </p>
      )}
      {canChange && (
        <button type="button" class="button small" onClick={() => input.current?.click()}>
          <Icon name="upload" /> Choose another video
        </button>
      )}
    </div>
  )
}

/** Keeps the line of the limits free until they are known. */
const NO_BREAK_SPACE = '\u00a0'

function PickerHint({ isReading }: { isReading: boolean }) {
  if (isReading) {
    return (
      <span class="picker-hint">
        <strong>Reading the video…</strong>
        <Loading label="Reading the video" />
      </span>
    )
  }
  return (
    <span class="picker-hint">
      <span class="notice-icon">
        <Icon name="upload" />
      </span>
      <strong>Choose a video</strong>
      <span class="with-mouse">or drop it here</span>
      <span class="muted">
        {limits.value ? limitText(limits.value.video) : NO_BREAK_SPACE}
        <br />
        MP4, MOV or WebM. Upright videos fill the screen.
      </span>
    </span>
  )
}

/** Takes a file only if this browser can play it. */
function useInspection(file: Signal<File | null>) {
  const facts = useSignal<VideoFacts | null>(null)
  const refusal = useSignal<string | null>(null)
  const latest = useSignal<File | null>(null)
  const isReading = useComputed(() => latest.value !== null)

  async function take(picked: File | undefined) {
    if (!picked) return
    latest.value = picked
    refusal.value = null
    facts.value = null
    const inspection = await inspectVideo(picked)
    // Another one was chosen meanwhile.
    if (latest.peek() !== picked) return
    latest.value = null
    if (inspection.ok) facts.value = inspection.facts
    else refusal.value = inspection.refusal
    file.value = inspection.ok ? picked : null
  }
  // One that was kept on the device has not been played yet.
  useEffect(() => {
    if (file.value && !facts.peek() && !latest.peek()) void take(file.value)
  }, [file.value])
  return { facts, refusal, isReading, take }
}
