import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren, RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import type { Failure, Outcome } from '../api.ts'
import { focusFirstFault } from './field.tsx'

interface FormOptions<Data> {
  send: () => Promise<Outcome<Data>>
  onDone: (data: Data) => void
  /** Codes that are about one field, and what to say beside it. */
  ofField?: Partial<Record<Failure['code'], { path: string; message: string }>>
}

export interface Form {
  element: RefObject<HTMLFormElement | null>
  isSending: Signal<boolean>
  failure: Signal<Failure | null>
  submit: (event: Event) => Promise<void>
}

/** Sends a form once at a time, and leads to the first field that has to be mended. */
export function useForm<Data>({ send, onDone, ofField = {} }: FormOptions<Data>): Form {
  const element = useRef<HTMLFormElement>(null)
  const isSending = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isSending.value) return
    isSending.value = true
    failure.value = null
    const outcome = await send()
    isSending.value = false
    if (outcome.ok) return onDone(outcome.data)
    const fault = ofField[outcome.failure.code]
    failure.value = fault ? { ...outcome.failure, faults: [{ in: 'body', ...fault }] } : outcome.failure
    focusFirstFault(element.current)
  }
  return { element, isSending, failure, submit }
}

/** What is wrong with the whole; what is wrong with a field stands beside that. */
export function FormAlert({ form: { failure } }: { form: Form }) {
  if (!failure.value || failure.value.faults.length > 0) return null
  return (
    <p class="alert" role="alert">
      {failure.value.message}
    </p>
  )
}

interface SubmitProps {
  form: Form
  kind?: string
  children: ComponentChildren
}

export function Submit({ form: { isSending }, kind = 'primary', children }: SubmitProps) {
  return (
    <button type="submit" class={`button ${kind}`} aria-disabled={isSending.value}>
      {isSending.value ? 'One moment…' : children}
    </button>
  )
}
