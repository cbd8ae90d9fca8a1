import { signal } from '@preact/signals'

const SHOWN_MILLISECONDS = 5_000

const message = signal('')
let timer: ReturnType<typeof setTimeout> | undefined

/** Says something short that needs no answer. */
export function toast(text: string): void {
  message.value = text
  clearTimeout(timer)
  timer = setTimeout(() => {
    message.value = ''
  }, SHOWN_MILLISECONDS)
}

/** Always there, so that screen readers watch it. */
export function Toasts() {
  return (
    <div class="toasts" role="status">
      {message.value && <p class="toast">{message.value}</p>}
    </div>
  )
}
