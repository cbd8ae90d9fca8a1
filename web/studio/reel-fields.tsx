import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import type { Fault, Money } from '#client'
import { readLimits } from '../api.ts'
import { minorDigits } from '../ui/amounts.ts'
import { Field, faultOf } from '../ui/field.tsx'

/** What a partner types about a reel. */
export interface ReelDraft {
  title: string
  description: string
  tags: string
  isFree: boolean
  /** In major units, as people write prices. */
  price: string
  currency: string
}

export const EMPTY_DRAFT: ReelDraft = {
  title: '',
  description: '',
  tags: '',
  isFree: true,
  price: '',
  currency: 'USD',
}

/** `#Sea, calm` as `sea` and `calm`. */
export function tagsOf(draft: ReelDraft): string[] {
  return [
    ...new Set(
      draft.tags
        .toLowerCase()
        .split(/[\s,#]+/)
        .filter(tag => tag !== ''),
    ),
  ]
}

/** The price in minor units, or null where the text is no amount of this currency. */
export function priceOf({ isFree, price, currency }: ReelDraft): Money | null {
  if (isFree) return { amount: 0, currency }
  const digits = minorDigits(currency)
  const text = price.trim().replace(',', '.')
  const [, whole, part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined || part.length > digits) return null
  const amount = Number(whole + part.padEnd(digits, '0'))
  return amount > 0 && Number.isSafeInteger(amount) ? { amount, currency } : null
}

interface Props {
  draft: Signal<ReelDraft>
  faults: readonly Fault[]
}

export function ReelFields({ draft, faults }: Props) {
  const limits = useSignal<Awaited<ReturnType<typeof readLimits>>>(null)
  useEffect(() => {
    void readLimits().then(known => {
      limits.value = known
    })
  }, [])
  const set = (change: Partial<ReelDraft>) => {
    draft.value = { ...draft.value, ...change }
  }
  const reel = limits.value?.reel
  return (
    <>
      <Field
        label="Title"
        name="title"
        value={draft.value.title}
        onInput={title => set({ title })}
        fault={faultOf(faults, 'title')}
        maxLength={reel?.maxTitleCharacters}
        required
      />
      <Field
        label="Description"
        name="description"
        rows={3}
        value={draft.value.description}
        onInput={description => set({ description })}
        fault={faultOf(faults, 'description')}
        maxLength={reel?.maxDescriptionCharacters}
      />
      <Field
        label="Tags"
        name="tags"
        value={draft.value.tags}
        onInput={tags => set({ tags })}
        fault={faultOf(faults, 'tags')}
        hint={`Up to ${reel?.maxTags ?? 10}, separated by spaces`}
      />
      <PriceFields draft={draft} set={set} faults={faults} currencies={reel?.currencies ?? ['USD']} />
    </>
  )
}

interface PriceProps extends Props {
  set: (change: Partial<ReelDraft>) => void
  currencies: readonly string[]
}

function PriceFields({ draft, set, faults, currencies }: PriceProps) {
  const id = useId()
  const { isFree, price, currency } = draft.value
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
            name="amount"
            inputMode="decimal"
            value={price}
            onInput={text => set({ price: text })}
            fault={faultOf(faults, 'price')}
            required
          />
          <div class="field">
            <label for={id}>Currency</label>
            <select id={id} name="currency" onChange={event => set({ currency: event.currentTarget.value })}>
              {currencies.map(code => (
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
