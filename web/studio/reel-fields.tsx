import type { Signal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import { type Limits, limits, readLimits } from '../api/limits.ts'
import { Field } from '../ui/field.tsx'
import type { Form } from '../ui/form.tsx'
import { type ReelDraft, shownPrice } from './reel-draft.ts'
import { SellingNote } from './selling-note.tsx'
import { TagsField } from './tags-field.tsx'

interface Props {
  draft: Signal<ReelDraft>
  form: Form
}

export function ReelFields({ draft, form }: Props) {
  useEffect(() => void readLimits(), [])
  function set(change: Partial<ReelDraft>) {
    draft.value = { ...draft.value, ...change }
  }
  const reel = limits.value?.reel ?? null
  return (
    <>
      <Field
        label="Title"
        name="title"
        value={draft.value.title}
        onInput={title => set({ title })}
        fault={form.faultOf('title')}
        maxLength={reel?.maxTitleCharacters}
        required
      />
      <Field
        label="Description"
        name="description"
        rows={3}
        value={draft.value.description}
        onInput={description => set({ description })}
        fault={form.faultOf('description')}
        maxLength={reel?.maxDescriptionCharacters}
      />
      <TagsField
        tags={draft.value.tags}
        onChange={tags => set({ tags })}
        limits={reel}
        fault={form.faultOf('tags')}
      />
      <PriceFields draft={draft} set={set} form={form} limits={reel} />
      {limits.value && <SellingNote draft={draft.value} limits={limits.value} />}
    </>
  )
}

interface PriceProps extends Props {
  set: (change: Partial<ReelDraft>) => void
  limits: Limits['reel'] | null
}

function PriceFields({ draft, set, form, limits }: PriceProps) {
  const id = useId()
  const { isFree, price, currency } = draft.value
  const codes = limits?.currencies.map(({ code }) => code) ?? [currency]
  const shown = limits ? shownPrice(draft.value, limits) : undefined
  return (
    <fieldset class="price-fields">
      <legend>Price</legend>
      <div class="segments">
        {[true, false].map(free => (
          <label key={String(free)}>
            <input
              type="radio"
              name="kind"
              checked={isFree === free}
              onChange={() => set({ isFree: free })}
            />
            <span>{free ? 'Free' : 'Paid'}</span>
          </label>
        ))}
      </div>
      {!isFree && (
        <div class="field-row">
          <Field
            label="Amount"
            name="price"
            inputMode="decimal"
            value={price}
            onInput={text => set({ price: text })}
            fault={form.faultOf('price')}
            hint={shown && `Viewers see ${shown}`}
            required
          />
          <div class="field">
            <label for={id}>Currency</label>
            <select id={id} name="currency" onChange={event => set({ currency: event.currentTarget.value })}>
              {codes.map(code => (
                <option key={code} value={code} selected={code === currency}>
                  {code} · {currencyName(code)}
                </option>
              ))}
            </select>
          </div>
        </div>
      )}
    </fieldset>
  )
}

const names = new Intl.DisplayNames(navigator.language, { type: 'currency' })

function currencyName(code: string): string {
  return names.of(code) ?? code
}
