import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { readLimits } from '../api.ts'
import { sizeText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'

/** Why the API would refuse this file, known before a byte is sent; null where it would not. */
export async function refusalOf(file: File): Promise<string | null> {
  const video = (await readLimits())?.video
  if (!video) return null
  if (!video.acceptedTypes.includes(file.type)) return 'This is not an MP4, MOV or WebM video.'
  if (file.size > video.maxDirectBytes) {
    return `This video is ${sizeText(file.size)}. The limit is ${sizeText(video.maxDirectBytes)}.`
  }
  return file.size === 0 ? 'This file is empty.' : null
}

export function VideoPicker({ file }: { file: Signal<File | null> }) {
  const refusal = useSignal<string | null>(null)
  const isOver = useSignal(false)
  const preview = useComputed(() => (file.value ? URL.createObjectURL(file.value) : null))
  useEffect(() => {
    const url = preview.value
    return () => {
      if (url) URL.revokeObjectURL(url)
    }
  }, [preview.value])

  const take = async (picked: File | undefined) => {
    if (!picked) return
    refusal.value = await refusalOf(picked)
    file.value = refusal.value === null ? picked : null
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    isOver.value = false
    void take(event.dataTransfer?.files[0])
  }

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
          accept="video/mp4,video/quicktime,video/webm"
          aria-label="Video"
          onChange={event => void take(event.currentTarget.files?.[0])}
        />
      </label>
      {file.value && (
        <p class="picker-file">
          <span>{file.value.name}</span> <span class="muted">{sizeText(file.value.size)}</span>
        </p>
      )}
      {refusal.value && (
        <p class="alert" role="alert">
          {refusal.value}
        </p>
      )}
    </div>
  )
}
