import { useSignal } from '@preact/signals'

interface Props {
  url: string
  isLazy?: boolean
  /** It is shown, or it does not exist. */
  onSettled?: () => void
}

/** The thumbnail of a video. If it does not exist (yet), the ground behind it shows. */
export function Poster({ url, isLazy = false, onSettled }: Props) {
  const missing = useSignal<string | null>(null)
  if (missing.value === url) return null
  function fail() {
    missing.value = url
    onSettled?.()
  }
  return (
    <img
      class="poster"
      src={url}
      alt=""
      decoding="async"
      loading={isLazy ? 'lazy' : 'eager'}
      onLoad={onSettled}
      onError={fail}
    />
  )
}
