import { useSignal } from '@preact/signals'
import type { ComponentChildren, InputHTMLAttributes, TargetedInputEvent } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from './icons.tsx'

export interface FieldProps {
  label: string
  name: string
  value: string
  onInput: (value: string) => void
  hint?: string | undefined
  fault?: string | undefined
  type?: 'text' | 'email' | 'password' | 'datetime-local'
  inputMode?: 'decimal' | 'url' | 'tel'
  autoComplete?: string
  required?: boolean
  minLength?: number
  /** What the text has to look like, and what is said if it does not. */
  pattern?: { source: string; fault: string }
  maxLength?: number | undefined
  /** Makes it a field of several lines. */
  rows?: number
  /** Makes it a choice between these. */
  options?: readonly { value: string; text: string }[]
  children?: ComponentChildren
}

/** A field with its label. Its fault is shown below it, and screen readers read it out with the field. */
export function Field({
  label,
  hint,
  fault,
  rows,
  options,
  onInput,
  children,
  type = 'text',
  maxLength,
  pattern,
  ...input
}: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  const shared = {
    ...input,
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern && { pattern: pattern.source, 'data-pattern-fault': pattern.fault }),
    id,
    'aria-invalid': fault !== undefined,
    ...(described !== '' && { 'aria-describedby': described }),
  }
  return (
    <div class="field">
      <span class="field-head">
        <label for={id}>{label}</label>
        {maxLength !== undefined && (
          <span class="counter">
            {input.value.length} / {maxLength}
          </span>
        )}
      </span>
      {options ? (
        <select {...shared} onChange={event => onInput(event.currentTarget.value)}>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      ) : rows ? (
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
          {faultText(label, fault)}
        </p>
      )}
    </div>
  )
}

/** Messages of the API leave out the name of the field: `has fewer than 8 characters`. */
export function faultText(label: string, fault: string): string {
  return /^[a-z]/.test(fault) ? `${label} ${fault.replace(/\.?$/, '.')}` : fault
}

type Attributes = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'onInput' | 'role' | 'list'>

interface InputProps {
  type: NonNullable<FieldProps['type']>
  attributes: Attributes
  onInput: (value: string) => void
}

// The types of Preact want a literal `type`.
function Input({ type, attributes, onInput }: InputProps) {
  const props = {
    ...attributes,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput(event.currentTarget.value),
  }
  if (type === 'password') return <PasswordInput {...props} />
  if (type === 'datetime-local') return <input {...props} type="datetime-local" />
  return type === 'email' ? <input {...props} type="email" /> : <input {...props} type="text" />
}

/** With a button that shows what was typed. */
function PasswordInput(props: Attributes) {
  const isShown = useSignal(false)
  return (
    <span class="peekable">
      {isShown.value ? <input {...props} type="text" /> : <input {...props} type="password" />}
      <button
        type="button"
        class="icon-button"
        aria-pressed={isShown.value}
        aria-label="Show the characters"
        onClick={() => {
          isShown.value = !isShown.value
        }}
      >
        <Icon name={isShown.value ? 'hidden' : 'eye'} />
      </button>
    </span>
  )
}
