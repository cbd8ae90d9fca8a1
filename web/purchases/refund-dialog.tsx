import { useSignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import type { Operations, Purchase } from '#client'
import { api, attempt } from '../api/api.ts'
import { FormAlert, FormField, Submit, useForm } from '../ui/form.tsx'
import { toast } from '../ui/toast.tsx'

type Reason = Operations['refundPurchase']['input']['body']['reason']

const REASONS: readonly { value: Reason; label: string }[] = [
  { value: 'changed_mind', label: 'Changed my mind' },
  { value: 'not_as_described', label: 'Not as described' },
  { value: 'duplicate', label: 'Bought twice' },
  { value: 'other', label: 'Something else' },
]

interface Props {
  purchaseId: string
  title: string
  /** What the refund does. */
  text: string
  onDone: (purchase: Purchase) => void
}

/** A button that asks for a reason, and refunds a purchase. */
export function RefundDialog({ purchaseId, title, text, onDone }: Props) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const reason = useSignal<Reason>('changed_mind')
  const note = useSignal('')
  const form = useForm({
    send: () => {
      const words = note.value.trim()
      const body = { reason: reason.value, ...(words !== '' && { note: words }) }
      return attempt(api.refundPurchase({ params: { purchaseId }, body }))
    },
    onDone: ({ purchase }) => {
      dialog.current?.close()
      toast(purchase.status === 'refunded' ? 'Refunded.' : 'The refund is under way.')
      onDone(purchase)
    },
  })
  return (
    <>
      <button type="button" class="link-button" onClick={() => dialog.current?.showModal()}>
        Refund<span class="visually-hidden"> {title}</span>
      </button>
      <dialog ref={dialog} aria-labelledby={`${id}-title`}>
        <form {...form.props}>
          <h2 id={`${id}-title`}>Refund “{title}”?</h2>
          <p class="muted">{text}</p>
          <div class="field">
            <label for={`${id}-reason`}>Reason</label>
            <select
              id={`${id}-reason`}
              name="reason"
              onChange={event => {
                reason.value =
                  REASONS.find(({ value }) => value === event.currentTarget.value)?.value ?? 'other'
              }}
            >
              {REASONS.map(({ value, label }) => (
                <option key={value} value={value} selected={value === reason.value}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <FormField form={form} text={note} label="Note (optional)" name="note" rows={2} maxLength={500} />
          <FormAlert form={form} />
          <div class="buttons">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <Submit form={form} kind="danger">
              Refund
            </Submit>
          </div>
        </form>
      </dialog>
    </>
  )
}
