import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren, RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import type { Failure, Outcome } from '../api/api.ts'
import { Field, type FieldProps } from './field.tsx'

interface FormOptions<Data> {
  send: () => Promise<Outcome<Data>>
  onDone: (data: Data) => void
  /** Error codes that are about one field, with the message to show at it. */
  ofField?: Partial<Record<Failure['code'], { path: string; message: string }>>
}

export interface Form {
  element: RefObject<HTMLFormElement | null>
  isSending: Signal<boolean>
  failure: Signal<Failure | null>
  submit: (event: Event) => Promise<void>
  /** The fault of a field. That of `tags` can be one of its parts, such as `tags.3`. */
  faultOf: (path: string) => string | undefined
}

/** Sends a form, never twice at the same time. After a refusal the first field with a fault gets the focus. */
export function useForm<Data>({ send, onDone, ofField = {} }: FormOptions<Data>): Form {
  const element = useRef<HTMLFormElement>(null)
  const isSending = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  async function submit(event: Event) {
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
  function faultOf(path: string) {
    const faults = failure.value?.faults ?? []
    return faults.find(fault => fault.path === path || fault.path.startsWith(`${path}.`))?.message
  }
  return { element, isSending, failure, submit, faultOf }
}

function focusFirstFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}

interface FormFieldProps extends Omit<FieldProps, 'value' | 'onInput' | 'fault'> {
  form: Form
  text: Signal<string>
}

/** A field whose text is in a signal. */
export function FormField({ form, text, ...field }: FormFieldProps) {
  return (
    <Field
      {...field}
      value={text.value}
      onInput={value => (text.value = value)}
      fault={form.faultOf(field.name)}
    />
  )
}

/** Why the form was refused. Nothing if the reasons are shown at the fields. */
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
