import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Fault } from '#client'
import { navigate } from '../router.ts'
import { focusFirstFault } from '../ui/field.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { PartnersOnly } from './partners-only.tsx'
import { EMPTY_DRAFT, priceOf, type ReelDraft, ReelFields, tagsOf } from './reel-fields.tsx'
import { beginUpload } from './uploads.ts'
import { VideoPicker } from './video-picker.tsx'

export const AMOUNT_FAULT: Fault = {
  in: 'body',
  path: 'price',
  message: 'Enter an amount above zero, such as 4.99.',
}

export function PublishPage() {
  usePageTitle('Publish')
  return (
    <PartnersOnly>
      <div class="page">
        <h1>Publish a reel</h1>
        <PublishForm />
      </div>
    </PartnersOnly>
  )
}

function PublishForm() {
  const form = useRef<HTMLFormElement>(null)
  const draft = useSignal<ReelDraft>(EMPTY_DRAFT)
  const file = useSignal<File | null>(null)
  const faults = useSignal<readonly Fault[]>([])
  const message = useSignal('')
  const isSending = useSignal(false)

  const refuse = (text: string, found: readonly Fault[] = []) => {
    message.value = text
    faults.value = found
    focusFirstFault(form.current)
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isSending.value) return
    const price = priceOf(draft.value)
    if (!file.value) return refuse('Choose a video first.')
    if (!price) return refuse('', [AMOUNT_FAULT])
    refuse('')
    isSending.value = true
    const { title, description } = draft.value
    const fields = { title: title.trim(), description: description.trim(), tags: tagsOf(draft.value), price }
    const outcome = await beginUpload(fields, file.value)
    isSending.value = false
    if (outcome.ok) navigate('/studio')
    else refuse(outcome.failure.message, outcome.failure.faults)
  }

  return (
    <form class="publish" ref={form} onSubmit={submit}>
      <VideoPicker file={file} />
      <div class="card">
        <ReelFields draft={draft} faults={faults.value} />
        {message.value && (
          <p class="alert" role="alert">
            {message.value}
          </p>
        )}
        <button type="submit" class="button primary wide" aria-disabled={isSending.value}>
          {isSending.value ? 'One moment…' : 'Publish'}
        </button>
      </div>
    </form>
  )
}
