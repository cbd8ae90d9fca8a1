import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Fault, Reel } from '#client'
import { api, attempt, type Failure } from '../api.ts'
import { keepReel } from '../lists/reels.ts'
import { navigate } from '../router.ts'
import { hueOf, minorDigits } from '../ui/amounts.ts'
import { focusFirstFault } from '../ui/field.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { PartnersOnly } from './partners-only.tsx'
import { AMOUNT_FAULT } from './publish-page.tsx'
import { priceOf, type ReelDraft, ReelFields, tagsOf } from './reel-fields.tsx'

export function EditPage({ reelId }: { reelId: string }) {
  usePageTitle('Edit')
  return (
    <PartnersOnly>
      <div class="page">
        <h1>Edit reel</h1>
        <Editor reelId={reelId} />
      </div>
    </PartnersOnly>
  )
}

function Editor({ reelId }: { reelId: string }) {
  const reel = useSignal<Reel | null>(null)
  const failure = useSignal<Failure | null>(null)
  const read = async () => {
    failure.value = null
    const outcome = await attempt(api.getReel({ params: { reelId } }))
    if (outcome.ok) reel.value = outcome.data.reel
    else failure.value = outcome.failure
  }
  useEffect(() => void read(), [reelId])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={() => void read()} />
  return reel.value ? <EditForm reel={reel.value} /> : <Loading label="Loading the reel" />
}

function EditForm({ reel }: { reel: Reel }) {
  const form = useRef<HTMLFormElement>(null)
  const draft = useSignal<ReelDraft>(draftOf(reel))
  const faults = useSignal<readonly Fault[]>([])
  const message = useSignal('')
  const isSending = useSignal(false)

  const refuse = (text: string, found: readonly Fault[]) => {
    message.value = text
    faults.value = found
    focusFirstFault(form.current)
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isSending.value) return
    const price = priceOf(draft.value)
    if (!price) return refuse('', [AMOUNT_FAULT])
    isSending.value = true
    const { title, description } = draft.value
    const body = { title: title.trim(), description: description.trim(), tags: tagsOf(draft.value), price }
    const outcome = await attempt(api.updateReel({ params: { reelId: reel.id }, body }))
    isSending.value = false
    if (!outcome.ok) return refuse(outcome.failure.message, outcome.failure.faults)
    keepReel(outcome.data.reel)
    toast('Saved.')
    navigate('/studio')
  }

  return (
    <form class="publish" ref={form} onSubmit={submit}>
      <div class="picker">
        <div class="picker-frame" style={{ '--hue': hueOf(reel.id) }}>
          {reel.video && (
            // biome-ignore lint/a11y/useMediaCaption: reels have no captions in this API
            <video
              src={reel.video.url}
              poster={reel.video.thumbnailUrl}
              preload="none"
              controls
              playsInline
            />
          )}
        </div>
      </div>
      <div class="card">
        <ReelFields draft={draft} faults={faults.value} />
        {message.value && (
          <p class="alert" role="alert">
            {message.value}
          </p>
        )}
        <div class="buttons">
          <a class="button" href="/studio">
            Cancel
          </a>
          <button type="submit" class="button primary" aria-disabled={isSending.value}>
            {isSending.value ? 'One moment…' : 'Save'}
          </button>
        </div>
      </div>
    </form>
  )
}

function draftOf({ title, description, tags, price }: Reel): ReelDraft {
  const digits = minorDigits(price.currency)
  return {
    title,
    description,
    tags: tags.join(' '),
    isFree: price.amount === 0,
    price: price.amount === 0 ? '' : (price.amount / 10 ** digits).toFixed(digits),
    currency: price.currency,
  }
}
