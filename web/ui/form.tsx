import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren, RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import type { Failure, Outcome } from '../api/api.ts'
import { Field, type FieldProps } from './field.tsx'
import { faultIn, faultsIn, isTextField } from './form-faults.ts'

interface FormOptions<Data> {
  send: () => Promise<Outcome<Data>>
  onDone: (data: Data) => void
  /** Error codes that are about one field, with the message to show at it. */
  ofField?: Partial<Record<Failure['code'], { path: string; message: string }>>
}

export interface Form {
  /** For the `<form>` element. */
  props: FormProps
  isSending: Signal<boolean>
  failure: Signal<Failure | null>
  /** The fault of a field. That of `tags` can be one of its parts, such as `tags.3`. */
  faultOf: (path: string) => string | undefined
}

interface FormProps {
  ref: RefObject<HTMLFormElement | null>
  /** The faults are shown by the fields themselves. */
  noValidate: true
  onSubmit: (event: Event) => Promise<void>
  onInput: (event: Event) => void
  onFocusOut: (event: FocusEvent) => void
  onPointerDown: () => void
}

/**
 * Sends a form, never twice at the same time. The fault of a field shows when the field is left or the form is sent, and
 * is gone when it is mended. After a refusal the first field with a fault gets the focus.
 */
export function useForm<Data>({ send, onDone, ofField = {} }: FormOptions<Data>): Form {
  const element = useRef<HTMLFormElement>(null)
  const isSending = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const faults = useSignal<ReadonlyMap<string, string>>(new Map())
  const isPressed = useRef(false)

  async function submit(event: Event) {
    event.preventDefault()
    if (isSending.value || !element.current) return
    failure.value = null
    faults.value = faultsIn(element.current)
    if (faults.value.size > 0) return focusFirstFault(element.current)
    isSending.value = true
    const outcome = await send()
    isSending.value = false
    if (outcome.ok) return onDone(outcome.data)
    const fault = ofField[outcome.failure.code]
    failure.value = fault ? { ...outcome.failure, faults: [{ in: 'body', ...fault }] } : outcome.failure
    focusFirstFault(element.current)
  }

  function show(name: string, fault: string | undefined) {
    const changed = new Map(faults.value)
    if (fault === undefined) changed.delete(name)
    else changed.set(name, fault)
    faults.value = changed
  }
  function type({ target }: Event) {
    if (!isTextField(target)) return
    const { name } = target
    // What the API has refused may be right now.
    if (failure.value) {
      const rest = failure.value.faults.filter(({ path }) => !isOf(path, name))
      if (rest.length < failure.value.faults.length) {
        failure.value = rest.length > 0 ? { ...failure.value, faults: rest } : null
      }
    }
    if (faults.value.has(name)) show(name, faultIn(target))
  }
  function leave({ target }: FocusEvent) {
    // A field that is still empty was only passed by.
    if (!isTextField(target) || target.value === '' || faults.value.has(target.name)) return
    const fault = faultIn(target)
    if (fault === undefined) return
    // A line that appears while a button is pressed would move the button away from the pointer.
    if (isPressed.current) onRelease(() => requestAnimationFrame(() => show(target.name, fault)))
    else show(target.name, fault)
  }
  function press() {
    isPressed.current = true
    onRelease(() => {
      isPressed.current = false
    })
  }

  function faultOf(path: string) {
    const refused = failure.value?.faults ?? []
    return faults.value.get(path) ?? refused.find(fault => isOf(fault.path, path))?.message
  }
  const props: FormProps = {
    ref: element,
    noValidate: true,
    onSubmit: submit,
    onInput: type,
    onFocusOut: leave,
    onPointerDown: press,
  }
  return { props, isSending, failure, faultOf }
}

function onRelease(work: () => void): void {
  window.addEventListener('pointerup', work, { once: true })
}

function isOf(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}.`)
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
