import { signal } from '@preact/signals'

const SHOWN_MILLISECONDS = 5_000

const message = signal('')
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows a short message for a few seconds. */
export function toast(text: string): void {
  message.value = text
  clearTimeout(timer)
  timer = setTimeout(() => {
    message.value = ''
  }, SHOWN_MILLISECONDS)
}

/** Rendered even without a message: screen readers only announce changes of an element that is there. */
export function Toasts() {
  return (
    <div class="toasts" role="status">
      {message.value && <p class="toast">{message.value}</p>}
    </div>
  )
}
