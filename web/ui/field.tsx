import type { ComponentChildren, InputHTMLAttributes, TargetedInputEvent } from 'preact'
import { useId } from 'preact/hooks'
import type { Fault } from '#client'

export interface FieldProps {
  label: string
  name: string
  value: string
  onInput: (value: string) => void
  hint?: string
  fault?: string | undefined
  type?: 'text' | 'email' | 'password'
  inputMode?: 'decimal' | 'url' | 'tel'
  autoComplete?: string
  required?: boolean
  minLength?: number
  maxLength?: number | undefined
  /** More than one line. */
  rows?: number
  children?: ComponentChildren
}

/** A labelled field; what is wrong with it is said beside it and read out with it. */
export function Field({
  label,
  hint,
  fault,
  rows,
  onInput,
  children,
  type = 'text',
  maxLength,
  ...input
}: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  const shared = {
    ...input,
    ...(maxLength !== undefined && { maxLength }),
    id,
    'aria-invalid': fault !== undefined,
    ...(described !== '' && { 'aria-describedby': described }),
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows ? (
        <textarea {...shared} rows={rows} onInput={event => onInput(event.currentTarget.value)} />
      ) : (
        <Input type={type} attributes={shared} onInput={onInput} />
      )}
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {sentence(label, fault)}
        </p>
      )}
    </div>
  )
}

/** The API names no field in its messages, which stand beside one: `has fewer than 8 characters`. */
function sentence(label: string, fault: string): string {
  return /^[a-z]/.test(fault) ? `${label} ${fault}.` : fault
}

type Attributes = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'onInput' | 'role' | 'list'>

interface InputProps {
  type: NonNullable<FieldProps['type']>
  attributes: Attributes
  onInput: (value: string) => void
}

// Preact's types tell inputs apart by a literal type.
function Input({ type, attributes, onInput }: InputProps) {
  const props = {
    ...attributes,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput(event.currentTarget.value),
  }
  if (type === 'password') return <input {...props} type="password" />
  return type === 'email' ? <input {...props} type="email" /> : <input {...props} type="text" />
}

/** What is wrong with a field, from the faults of a refused request; `tags` takes those of `tags.3` too. */
export function faultOf(faults: readonly Fault[], path: string): string | undefined {
  return faults.find(fault => fault.path === path || fault.path.startsWith(`${path}.`))?.message
}

/** After a refusal the first field that has to be mended gets the focus. */
export function focusFirstFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
