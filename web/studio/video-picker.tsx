import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { sizeText } from '../ui/amounts.ts'
import { faultText } from '../ui/field.tsx'
import type { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icons.tsx'
import { refusalOf, VIDEO_TYPES } from './video-file.ts'

interface Props {
  file: Signal<File | null>
  form: Form
}

export function VideoPicker({ file, form }: Props) {
  const refusal = useSignal<string | null>(null)
  const isOver = useSignal(false)
  const preview = useComputed(() => (file.value ? URL.createObjectURL(file.value) : null))
  useEffect(() => {
    const url = preview.value
    return () => {
      if (url) URL.revokeObjectURL(url)
    }
  }, [preview.value])

  async function take(picked: File | undefined) {
    if (!picked) return
    refusal.value = await refusalOf(picked)
    file.value = refusal.value === null ? picked : null
  }
  function drop(event: DragEvent) {
    event.preventDefault()
    isOver.value = false
    void take(event.dataTransfer?.files[0])
  }

  const fault = form.faultOf('file')
  const message = refusal.value ?? (fault && faultText('Video', fault))

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
        {preview.value ? (
          <video src={preview.value} muted autoPlay loop playsInline />
        ) : (
          <span class="picker-hint">
            <span class="notice-icon">
              <Icon name="upload" />
            </span>
            <strong>Choose a video</strong>
            <span>or drop it here</span>
            <span class="muted">MP4, MOV or WebM. Portrait looks best.</span>
          </span>
        )}
        <input
          class="visually-hidden"
          type="file"
          name="video"
          accept={VIDEO_TYPES}
          aria-label="Video"
          onChange={event => void take(event.currentTarget.files?.[0])}
        />
      </label>
      {file.value && (
        <p class="picker-file">
          <span>{file.value.name}</span> <span class="muted">{sizeText(file.value.size)}</span>
        </p>
      )}
      {message && (
        <p class="alert" role="alert">
          {message}
        </p>
      )}
    </div>
  )
}
