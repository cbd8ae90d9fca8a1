import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { confirmSession } from '../accounts/session.ts'
import { timeZone } from '../api/account.ts'
import { limits } from '../api/limits.ts'
import { Field } from '../ui/field.tsx'
import type { Form } from '../ui/form.tsx'
import { momentOf, momentText } from './local-time.ts'
import { aheadText, type PlannedTime, timeFault } from './scheduling.ts'

interface Props {
  planned: Signal<PlannedTime>
  /** The time that the reel has already. It need not be far ahead any more. */
  kept?: PlannedTime
  form: Form
}

/** When the reel becomes public: now, or at a time in the time zone of the partner. */
export function ScheduleField({ planned, kept = null, form }: Props) {
  const { value } = planned
  return (
    <fieldset class="price-fields">
      <legend>Becomes public</legend>
      <div class="segments">
        {(['Now', 'At a time'] as const).map(name => (
          <label key={name}>
            <input
              type="radio"
              name="when"
              checked={(value === null) === (name === 'Now')}
              onChange={() => {
                planned.value = name === 'Now' ? null : (kept ?? '')
              }}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      {value !== null &&
        (timeZone.value === null ? (
          <ZoneMissing />
        ) : (
          <Time value={value} zone={timeZone.value} kept={kept} planned={planned} form={form} />
        ))}
    </fieldset>
  )
}

interface TimeProps extends Required<Props> {
  value: string
  zone: string
}

function Time({ value, zone, kept, planned, form }: TimeProps) {
  const isTyped = value !== '' && value !== kept
  const ahead = limits.value?.reel.publishAhead
  const fault = isTyped && ahead ? timeFault(value, zone, { ahead, now: Date.now() }) : undefined
  const moment = fault === undefined ? momentOf(value, zone) : null
  return (
    <Field
      label={`Date and time in ${zone}`}
      name="publishAt"
      type="datetime-local"
      value={value}
      onInput={text => {
        planned.value = text
      }}
      hint={
        moment === null
          ? ahead && `${aheadText(ahead)}, in your time zone`
          : `Public on ${momentText(moment, zone)}, ${zone} time`
      }
      fault={fault ?? form.faultOf('publishAt')}
      required
    />
  )
}

function ZoneMissing() {
  const isAsking = useSignal(true)
  async function ask() {
    isAsking.value = true
    await confirmSession()
    isAsking.value = false
  }
  useEffect(() => void ask(), [])
  return (
    <p class="hint" role="status">
      {isAsking.value ? (
        'Your time zone is being read.'
      ) : (
        <>
          Your time zone could not be read.{' '}
          <button type="button" class="button small" onClick={() => void ask()}>
            Try again
          </button>
        </>
      )}
    </p>
  )
}
