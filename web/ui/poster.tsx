import { useSignal } from '@preact/signals'

/** The still of a video; where there is none (yet), what is behind it shows. */
export function Poster({ url, isLazy = false }: { url: string; isLazy?: boolean }) {
  const missing = useSignal<string | null>(null)
  if (missing.value === url) return null
  const fail = () => {
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
