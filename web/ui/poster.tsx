import { useSignal } from '@preact/signals'

/** The thumbnail of a video. If it does not exist (yet), the ground behind it shows. */
export function Poster({ url, isLazy = false }: { url: string; isLazy?: boolean }) {
  const missing = useSignal<string | null>(null)
  if (missing.value === url) return null
  function fail() {
    missing.value = url
  }
  return (
    <img
      class="poster"
      src={url}
      alt=""
      decoding="async"
      loading={isLazy ? 'lazy' : 'eager'}
      onError={fail}
    />
  )
}
